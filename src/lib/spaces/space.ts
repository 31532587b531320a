/**
 * A space is where bodies and people meet around a purpose. Gathering a body gives it no access: only
 * its members take part, and only they know who the others are.
 */

export interface Sitting<M> {
	/** Null: for no organisation that the viewer may see. */
	organisation: string | null;
	members: M[];
}

/** Members by the organisation that they sit for, in the order in which they come. */
export function byOrganisation<M extends { organisation: string | null }>(members: readonly M[]): Sitting<M>[] {
	const sittings = new Map<string | null, M[]>();
	for (const member of members) {
		const sitting = sittings.get(member.organisation);
		if (sitting) sitting.push(member);
		else sittings.set(member.organisation, [member]);
	}
	return [...sittings].map(([organisation, sitting]) => ({ organisation, members: sitting }));
}

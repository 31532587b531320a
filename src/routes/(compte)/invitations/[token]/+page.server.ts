import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import * as accepting from '$lib/invitations/accepting.server';
import * as m from '$lib/paraglide/messages';
import { tooMany } from '$lib/people/sign-in-words.server';
import { codeSchema } from '$lib/people/sign-in';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';

type Step = 'code' | 'proof';

const tokenOf = ({ params }: RequestEvent) => params['token'] ?? '';

/** Opening a link does nothing but show it: mail scanners open links. */
export const load = async (event) => ({
	invitation: orNotFound(await event.locals.db((db) => accepting.open(db, tokenOf(event))))
});

export const actions = {
	/** To the invited address, whoever is signed in. */
	ask: (event) => sent(event, 'code', accepting.sendSignInCode(event, tokenOf(event))),
	code: async (event) => {
		const code = await codeOf(event);
		if (code.digits === undefined) return wrong('code', code.problem);
		const answer = await accepting.signInAsInvited(event, tokenOf(event), code.digits);
		if (answer.outcome === 'too-many') return fail(429, { step: 'code' as Step, problems: { form: tooMany(answer) } });
		if (answer.outcome === 'refused') return wrong('code', m.signin_wrong_code());
		if (answer.outcome === 'closed') redirect(303, event.url.pathname);
		return goOn(event, await accepted(event));
	},
	/** Whoever is signed in with the invited address proved it already. */
	accept: async (event) => goOn(event, await accepted(event)),
	proof: async (event) => {
		const { claims } = event.locals;
		if (!claims) redirect(303, event.url.pathname);
		return sent(event, 'proof', accepting.sendProof(event, claims, tokenOf(event)));
	},
	prove: async (event) => {
		const code = await codeOf(event);
		if (code.digits === undefined) return wrong('proof', code.problem);
		const acceptance = await accepted(event, code.digits);
		if (acceptance.outcome === 'wrong-code') return wrong('proof', m.signin_wrong_code());
		return goOn(event, acceptance);
	}
};

async function sent(event: RequestEvent, step: Step, asked: Promise<accepting.Asked>) {
	const answer = await asked;
	if (answer.outcome === 'closed') redirect(303, event.url.pathname);
	if (answer.outcome === 'too-many') return fail(429, { step: null, problems: { form: tooMany(answer) } });
	return { step, problems: {} as Record<string, string> };
}

async function codeOf(event: RequestEvent): Promise<{ digits: string } | { digits?: undefined; problem: string }> {
	const form = readForm(await event.request.formData(), codeSchema.pick({ code: true }));
	return form.values ? { digits: form.values.code } : { problem: form.problems['code'] ?? m.signin_wrong_code() };
}

const wrong = (step: Step, problem: string) =>
	fail(422, { step, problems: { code: problem } as Record<string, string> });

async function accepted(event: RequestEvent, code?: string): Promise<accepting.Acceptance> {
	if (!event.locals.claims) redirect(303, event.url.pathname);
	return orRefuse(event.locals.db((db) => accepting.accept(db, tokenOf(event), code)));
}

/** To what one was invited to; through the welcome for who is new; else to the page, which says what happened. */
function goOn(event: RequestEvent, acceptance: accepting.Acceptance): never {
	if (acceptance.outcome === 'accepted') redirect(303, acceptance.path === '/' ? '/?fait=bienvenue' : acceptance.path);
	if (acceptance.outcome === 'welcome')
		redirect(303, acceptance.path === '/' ? '/bienvenue' : `/bienvenue?retour=${encodeURIComponent(acceptance.path)}`);
	if (acceptance.outcome === 'absent') error(404, 'not-found');
	redirect(303, event.url.pathname);
}

import type { Attendance, Situation } from './event';
import type { Campaign } from './campaigns.server';
import type { AgendaEvent } from './events.server';
import type { Line } from './listing.server';
import { roomOf } from './registration';
import { instantOf, offsetAt, partialText, type When } from './when';

/** `2026-11-15T18:30:00+01:00`, or only the day, month or year that is known. */
export function withOffset(localTime: string, zone: string): string {
	const minutes = Math.round(offsetAt(instantOf(localTime, zone).getTime(), zone) / 60_000);
	const two = (n: number) => String(Math.floor(Math.abs(n))).padStart(2, '0');
	return `${localTime}:00${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}

function dates(when: When, zone: string): object {
	if (when.precision !== 'hour') {
		const [from, to] = partialText(when).split('/');
		return { startDate: from, ...(to ? { endDate: to } : {}) };
	}
	return {
		startDate: withOffset(when.starts, zone),
		...(when.ends === when.starts ? {} : { endDate: withOffset(when.ends, zone) })
	};
}

const statuses: Record<Situation, string> = {
	scheduled: 'EventScheduled',
	'moved-online': 'EventMovedOnline',
	postponed: 'EventPostponed',
	cancelled: 'EventCancelled',
	full: 'EventScheduled'
};
const modes: Record<Attendance, string> = {
	'on-site': 'OfflineEventAttendanceMode',
	online: 'OnlineEventAttendanceMode',
	both: 'MixedEventAttendanceMode'
};

/** schema.org of a public event (`domain.md` §2.2): what a visitor reads, even on the page of who made it. */
export function linkedData(event: AgendaEvent, address: string, origin: string): object {
	const place = event.sensitivity.includes('place') ? null : event.place;
	const [first] = event.occurrences;
	const locations = [
		event.attendance !== 'online' && (place?.name ?? place?.address ?? event.territory)
			? {
					'@type': 'Place',
					name: place?.name ?? event.territory ?? undefined,
					address: [place?.address, event.territory].filter(Boolean).join(', ') || undefined
				}
			: null,
		event.attendance !== 'on-site' ? { '@type': 'VirtualLocation', url: place?.onlineLink ?? address } : null
	].filter(Boolean);
	const description = {
		'@type': 'Event',
		'@id': address,
		url: address,
		name: event.title,
		description: event.summary ?? undefined,
		inLanguage: event.language,
		...(first ? dates(first, event.timeZone) : {}),
		eventStatus: `https://schema.org/${statuses[event.situation]}`,
		eventAttendanceMode: `https://schema.org/${modes[event.attendance]}`,
		location: locations.length === 1 ? locations[0] : locations,
		organizer: event.organisers.map(({ name, slug }) => ({
			'@type': 'Organization',
			name,
			url: `${origin}/annuaire/${slug}`
		})),
		audience: event.audiences.map(({ label }) => ({ '@type': 'Audience', audienceType: label })),
		about: event.themes.map(({ label }) => label),
		maximumAttendeeCapacity: event.capacity ?? undefined,
		remainingAttendeeCapacity:
			first && event.occurrences.length === 1 ? (roomOf(first, event.capacity) ?? undefined) : undefined,
		isAccessibleForFree: event.entry ? event.entry === 'free' : undefined,
		subEvent:
			event.occurrences.length > 1
				? event.occurrences.map((when) => ({ '@type': 'Event', name: event.title, ...dates(when, event.timeZone) }))
				: undefined
	};
	return Object.fromEntries(
		Object.entries(description).filter(([, value]) => !(Array.isArray(value) && value.length === 0))
	);
}

/** schema.org of a temps fort: a series, with the public events of the page. */
export function campaignLinkedData(
	campaign: Campaign,
	lines: readonly Line[],
	address: string,
	origin: string
): object {
	return {
		'@type': 'EventSeries',
		'@id': address,
		url: address,
		name: campaign.name,
		description: campaign.summary ?? undefined,
		startDate: campaign.startsOn,
		endDate: campaign.endsOn,
		location: campaign.territories.map(({ name }) => ({ '@type': 'Place', name })),
		subEvent: lines
			.filter(({ visibility, indexed }) => visibility === 'public' && indexed)
			.map((line) => ({
				'@type': 'Event',
				name: line.title,
				url: `${origin}/agenda/${line.slug}`,
				eventStatus: `https://schema.org/${statuses[line.situation]}`,
				...dates(line, line.timeZone)
			}))
	};
}

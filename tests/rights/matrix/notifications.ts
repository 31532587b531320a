import { aDocument, anEvent, anOrganisation, aResource, aSpace, aThread, reportValues } from '../../support/factories';
import { members, nobody, type TableRights } from '../../support/rights';
import { openAccount, type Name, type Person, type Who, type World } from '../../support/world';
import { newId } from '../../../src/lib/platform/ids';

/** What each person is told is theirs only, as long as they see its object; how they are told too. */
export async function notificationRights(world: World): Promise<TableRights[]> {
	const { owner } = world.db;
	const { comite: committee, jumelages } = world.spaces;
	const asked = await aSpace(world, {
		members: [
			[world.pilote, 'animateur'],
			[world.elue, 'membre']
		]
	});
	const body = await anOrganisation(world, { referent: world.proviseure });
	const thread = await aThread(world, { space: committee.id, author: world.pilote });
	const document = await aDocument(world, { space: committee.id });
	const event = await anEvent(world, { visibility: 'espace', space: committee.id });
	const resource = await aResource(world, { visibility: 'espace', space: committee.id });
	const [spaceRequest, bodyRequest] = [newId(), newId()];
	await owner`insert into space_requests ${owner({ id: spaceRequest, space_id: asked.id, person_id: world.nouvelle.id })}`;
	await owner`insert into organisation_requests ${owner({ id: bodyRequest, organisation_id: body.id, person_id: world.nouvelle.id })}`;

	/** @returns what finds it. */
	const told = async (kind: string, person: Person, object_kind: string, object_id: string, part_id = object_id) => {
		const fact = `test:${newId()}`;
		const row = {
			person_id: person.id,
			kind,
			verb: 'told',
			fact,
			object_kind,
			object_id,
			part_id,
			reach: 'now'
		};
		await owner`insert into notifications ${owner(row)}`;
		return { fact };
	};
	const sampleOf =
		(kind: string) =>
		async (what: string, who: Name, seen: boolean, ...object: [string, string, string?]) => {
			const read: readonly Who[] = seen ? [who] : nobody;
			return {
				what,
				key: await told(kind, world[who], ...object),
				read,
				change: [
					{ what: 'that it is read', set: { read_at: new Date() }, by: read },
					{ what: 'when it was told', set: { told_at: new Date() }, by: nobody }
				]
			};
		};
	const sample = sampleOf('mention');
	const waits = sampleOf('validation');
	const lurcats = await anEvent(world, {
		status: 'proposed',
		organisation: world.organisations.lurcat.id,
		author: world.lurcat
	});
	const newBody = await anOrganisation(world, { status: 'proposed' });
	const report = reportValues(newId());
	await owner`insert into reports ${owner({ ...report, reporter_id: world.nouvelle.id })}`;
	const signUp = newId();
	const { sub: account_id } = await openAccount(world.db, `${signUp}@example.org`);
	await owner`insert into sign_up_requests ${owner({ id: signUp, account_id, name: 'Une candidate', message: 'Je voudrais vous rejoindre.' })}`;
	const person_id = world.elue.id;
	const kind = { person_id, kind: 'thread', level: 'now' };
	const space = { person_id, space_id: committee.id, level: 'now' };
	const settings = { person_id, at_once: false };
	await owner`insert into notification_levels ${owner(kind)}`;
	await owner`insert into notification_space_levels ${owner(space)}`;
	await owner`insert into notification_settings ${owner(settings)}`;
	return [
		{
			table: 'public.notifications',
			columns: { change: ['read_at'] },
			samples: [
				await sample('of a discussion', 'elue', true, 'thread', thread.id),
				await sample('of a room', 'elue', true, 'chat', committee.id),
				await sample('of a room where one is no longer', 'nouvelle', false, 'chat', committee.id),
				await sample('of a document', 'elue', true, 'document', document),
				await sample('of an event', 'elue', true, 'event', event.id),
				await sample('of a resource', 'elue', true, 'resource', resource.id),
				await sample('of a request, to who decides', 'pilote', true, 'space', asked.id, spaceRequest),
				await sample('of a request, to who no longer decides', 'elue', false, 'space', asked.id, spaceRequest),
				await sample('of a request to an organisation', 'proviseure', true, 'organisation', body.id, bodyRequest),
				await sample('of a discussion that one no longer reads', 'nouvelle', false, 'thread', thread.id),
				await sample('of a document that one no longer reads', 'nouvelle', false, 'document', document),
				await sample('of an event that one no longer sees', 'nouvelle', false, 'event', event.id),
				await sample('of a resource that one no longer sees', 'nouvelle', false, 'resource', resource.id),
				await sample('of what is there no longer', 'elue', false, 'thread', newId()),
				await waits('of a proposed event, to who publishes it', 'proviseure', true, 'event', lurcats.id),
				await waits('of a proposed event, to its author', 'lurcat', false, 'event', lurcats.id),
				await waits('of an event, to who reads it', 'nouvelle', false, 'event', event.id),
				await waits('of a proposed organisation, to who validates it', 'animatrice', true, 'organisation', newBody.id),
				await waits('of a proposed organisation, to who does not', 'cresi', false, 'organisation', newBody.id),
				await waits('of a request to join, to who answers it', 'admin', true, 'sign-up', signUp),
				await waits('of a request to join, to who does not', 'cresi', false, 'sign-up', signUp),
				await waits('of a report, to administrators', 'admin', true, 'report', String(report['id'])),
				await waits('of a report, to who reported', 'nouvelle', false, 'report', String(report['id'])),
				await waits('of what nobody validates', 'admin', false, 'thread', thread.id)
			]
		},
		{
			table: 'public.notification_levels',
			columns: { add: ['kind', 'level'], change: ['level'] },
			samples: [
				{
					what: 'that of the elected member',
					key: kind,
					read: ['elue'],
					change: [{ what: 'what it says', set: { level: 'digest' }, by: ['elue'] }],
					remove: ['elue']
				}
			],
			add: [
				{ what: 'one’s own', values: { kind: 'event', level: 'now' }, by: members },
				{ what: 'in the name of another', values: { ...kind, kind: 'event' }, by: nobody }
			]
		},
		{
			table: 'public.notification_space_levels',
			columns: { add: ['space_id', 'level'], change: ['level'] },
			samples: [
				{
					what: 'that of the elected member',
					key: space,
					read: ['elue'],
					change: [{ what: 'what it says', set: { level: 'digest' }, by: ['elue'] }],
					remove: ['elue']
				}
			],
			add: [
				{ what: 'of a space where nobody is', values: { space_id: jumelages.id, level: 'now' }, by: nobody },
				{ what: 'of a space where two are', values: { space_id: asked.id, level: 'now' }, by: ['pilote', 'elue'] },
				{ what: 'in the name of another', values: { ...space, person_id: world.pilote.id }, by: nobody }
			]
		},
		{
			table: 'public.notification_settings',
			columns: { add: ['person_id', 'at_once', 'digest'], change: ['at_once', 'digest'] },
			samples: [
				{
					what: 'those of the elected member',
					key: settings,
					read: ['elue'],
					change: [{ what: 'which mails they receive', set: { digest: 'daily' }, by: ['elue'] }]
				}
			],
			add: [{ what: 'one’s own', values: { person_id: world.kayes.id, at_once: false }, by: ['kayes'] }]
		}
	];
}

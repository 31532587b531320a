/**
 * The door of every request: headers for all, then the public API, or a page with its session and language. What is
 * live or runs in the background is mounted once, in `init`.
 */
import { building } from '$app/environment';
import {
	error,
	redirect,
	type Handle,
	type HandleServerError,
	type RequestEvent,
	type ServerInit
} from '@sveltejs/kit';
import { sequence } from '@sveltejs/kit/hooks';
import { chatLive } from '$lib/chat/live.server';
import { latest as latestMessage } from '$lib/chat/messages.server';
import { startCollaboration } from '$lib/documents/collaboration.server';
import * as documents from '$lib/documents/documents.server';
import { readDocument } from '$lib/documents/states.server';
import { keepDocument } from '$lib/documents/versions.server';
import { forgetFile, readFile, sweepFiles } from '$lib/files/file-jobs.server';
import { mailEventInvitation } from '$lib/agenda/event-invitation-mail.server';
import { expandEvents } from '$lib/agenda/expansion.server';
import { mailLeftPlace } from '$lib/agenda/left-place-mail.server';
import {
	mailRegistration,
	mailRegistrationRequest,
	remindRegistered,
	tellRegistered
} from '$lib/agenda/registration-mail.server';
import { mailInvitation } from '$lib/invitations/invitation-mail.server';
import { mailReport } from '$lib/moderation/report-mail.server';
import { mailAtOnce, mailDigest, queueDigests } from '$lib/notifications/notification-mail.server';
import { watchTold } from '$lib/notifications/notifications.server';
import { tell } from '$lib/notifications/telling.server';
import { forgetImports } from '$lib/organisations/import/imports.server';
import { mailIntroduction } from '$lib/organisations/introducing.server';
import { mailOrganisation, remindOrganisations } from '$lib/organisations/organisation-mail.server';
import { paraglideMiddleware } from '$lib/paraglide/server';
import { closeAccount } from '$lib/people/departure.server';
import { exportPerson } from '$lib/people/export-job.server';
import { offerFirstAdministrator } from '$lib/people/first-administrator.server';
import * as people from '$lib/people/people.server';
import { mailNetworkRole } from '$lib/people/network-role-mail.server';
import { forgetSession, hasSession, readClaims, verify } from '$lib/people/session.server';
import { retain } from '$lib/people/retention.server';
import { mailSignUp } from '$lib/people/sign-up-requests.server';
import { mailWelcome } from '$lib/people/welcome-mail.server';
import { mailSignIn } from '$lib/people/sign-in-mail.server';
import { readSocketClaims } from '$lib/people/socket-session.server';
import { asViewer, SessionEnded, statements } from '$lib/platform/database.server';
import { isAway } from '$lib/platform/errors.server';
import { newId } from '$lib/platform/ids';
import { startJobs } from '$lib/platform/jobs.server';
import { countingWhatIsJudged } from '$lib/platform/limits.server';
import { sendMail } from '$lib/platform/mail.server';
import { countRequest } from '$lib/platform/metrics.server';
import { answerPublicApi } from '$lib/platform/public-api.server';
import { startRealtime } from '$lib/platform/realtime/sockets.server';
import { rowOf } from '$lib/platform/realtime/watchers.server';
import { runtime } from '$lib/platform/runtime.server';
import { shareRendering } from '$lib/platform/shared-renderings.server';
import { mailResource } from '$lib/resources/resource-mail.server';
import { recountDirectory } from '$lib/search/counts.server';
import { judgeSpace } from '$lib/spaces/charters.server';
import { mailSpace } from '$lib/spaces/space-mail.server';

export const init: ServerInit = async () => {
	if (building) return;
	runtime().supabase.onMail?.(mailSignIn);
	startJobs(
		{
			'send-mail': sendMail,
			'mail-report': mailReport,
			'mail-organisation': mailOrganisation,
			'mail-introduction': mailIntroduction,
			'mail-welcome': mailWelcome,
			'remind-organisations': remindOrganisations,
			'mail-resource': mailResource,
			'mail-invitation': mailInvitation,
			'mail-sign-up': mailSignUp,
			retain,
			'export-person': exportPerson,
			'close-account': closeAccount,
			'mail-network-role': mailNetworkRole,
			'mail-space': mailSpace,
			'judge-space': judgeSpace,
			'read-file': readFile,
			'read-document': readDocument,
			'keep-document': keepDocument,
			'forget-file': forgetFile,
			'sweep-files': sweepFiles,
			'forget-imports': forgetImports,
			'recount-directory': recountDirectory,
			'expand-events': expandEvents,
			'mail-registration-request': mailRegistrationRequest,
			'mail-registration': mailRegistration,
			'mail-left-place': mailLeftPlace,
			'mail-event-invitation': mailEventInvitation,
			'tell-registered': tellRegistered,
			'remind-registered': remindRegistered,
			tell,
			'mail-at-once': mailAtOnce,
			'mail-digest': mailDigest,
			'queue-digests': queueDigests
		},
		[
			{ task: 'sweep-files', at: '17 3 * * *' },
			{ task: 'forget-imports', at: '23 * * * *' },
			{ task: 'recount-directory', at: '53 3 * * *' },
			{ task: 'expand-events', at: '7 2 * * *' },
			{ task: 'remind-registered', at: '*/15 * * * *' },
			{ task: 'queue-digests', at: '4 * * * *' },
			{ task: 'remind-organisations', at: '41 5 * * *' },
			{ task: 'retain', at: '47 3 * * *' }
		]
	);
	startRealtime({
		recognise: readSocketClaims,
		whoIs: people.me,
		watchable: {
			resource: rowOf('resources'),
			organisation: rowOf('organisations'),
			space: rowOf('spaces'),
			thread: rowOf('threads'),
			chat: latestMessage,
			event: rowOf('events'),
			document: documents.watch,
			person: watchTold
		},
		slices: [chatLive]
	});
	startCollaboration({ recognise: readSocketClaims, whoIs: people.me });
	await offerFirstAdministrator();
};

/** One line per request: no address, no query, no person. */
const measured: Handle = async ({ event, resolve }) => {
	const started = performance.now();
	const cost = { count: 0 };
	event.locals.requestId = newId();
	// SvelteKit answers an action with JSON to whoever accepts anything; a form, or curl, expects its redirection.
	if (event.request.method === 'POST' && event.request.headers.get('accept') === '*/*')
		event.request.headers.set('accept', 'text/html');
	const response = await statements.run(cost, async () => resolve(event));
	response.headers.set('x-request-id', event.locals.requestId);
	const milliseconds = Math.round((performance.now() - started) * 10) / 10;
	const route = event.route.id ?? 'none';
	countRequest(event.request.method, route, response.status, milliseconds / 1000);
	runtime().log.debug(
		{
			id: event.locals.requestId,
			method: event.request.method,
			route,
			status: response.status,
			milliseconds,
			statements: cost.count
		},
		'request'
	);
	return response;
};

const limited: Handle = async ({ event, resolve }) => countingWhatIsJudged(async () => resolve(event));

/** PostgreSQL holds no NUL: an address with one is that of nothing. */
const addressed: Handle = ({ event, resolve }) =>
	event.url.href.includes('%00') ? new Response('Not found', { status: 404 }) : resolve(event);

const publicApi: Handle = async ({ event, resolve }) => (await answerPublicApi(event, verify)) ?? resolve(event);

const secured: Handle = async ({ event, resolve }) => {
	const response = await resolve(event);
	const { headers } = response;
	headers.set('x-content-type-options', 'nosniff');
	headers.set('referrer-policy', 'strict-origin-when-cross-origin');
	headers.set('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()');
	headers.set('cross-origin-opener-policy', 'same-origin');
	if (!headers.has('cross-origin-resource-policy')) headers.set('cross-origin-resource-policy', 'same-origin');
	if (event.url.protocol === 'https:') headers.set('strict-transport-security', 'max-age=63072000');
	if (response.status === 503) headers.set('retry-after', '5');
	// The service worker keeps what a visitor reads, and nothing else.
	if (!event.locals.claims && event.request.method === 'GET') headers.set('x-palabre-visitor', '1');
	// What depends on who is looking stays out of shared caches.
	if (!headers.has('cache-control') && !event.isDataRequest) headers.set('cache-control', 'private, no-cache');
	return response;
};

const recognised: Handle = async ({ event, resolve }) => {
	event.locals.claims = await readClaims(event.cookies);
	event.locals.db = async (work) => {
		try {
			return await asViewer(event.locals.claims, work, undefined, { ahead: event.request.method === 'GET' });
		} catch (trouble) {
			if (trouble instanceof SessionEnded) leave(event);
			// Expected of a machine that starts again: said once, and no incident of this page.
			if (isAway(trouble)) {
				runtime().log.warn({ id: event.locals.requestId, error: trouble.message }, 'The database is away');
				error(503, 'unavailable');
			}
			throw trouble;
		}
	};
	return resolve(event);
};

/** « Déconnecter partout » reached this device: it goes on as a visitor. */
function leave(event: RequestEvent): never {
	forgetSession(event.cookies);
	event.locals.claims = null;
	redirect(303, event.request.method === 'GET' ? event.url.pathname + event.url.search : '/connexion');
}

const localised: Handle = ({ event, resolve }) =>
	paraglideMiddleware(event.request, ({ request, locale }) => {
		event.request = request;
		const theme = event.cookies.get('palabre-theme');
		const attributes =
			(theme === 'light' || theme === 'dark' ? ` data-theme="${theme}"` : '') +
			(event.cookies.get('palabre-leger') === '1' ? ' data-leger' : '');
		const render = async () =>
			resolve(event, {
				transformPageChunk: ({ html }) => html.replace('%lang%', locale).replace('%theme%', attributes),
				preload: ({ type }) => type === 'js' || type === 'css'
			});
		return isSameForVisitors(event) ? shareRendering(`${locale}${attributes} ${event.url.href}`, render) : render();
	});

/** What visitors only read: no form of these makes an id, or says anything that depends on who asks. A test renders them twice. */
const readByVisitors = new Set([
	'/',
	'/(public)/agenda',
	'/(public)/agenda/[slug]',
	'/(public)/annuaire',
	'/(public)/annuaire/[slug]',
	'/(public)/espaces',
	'/(public)/espaces/[slug]',
	'/(public)/espaces/[slug]/discussions',
	'/(public)/espaces/[slug]/discussions/[id]',
	'/(public)/recherche',
	'/(public)/ressources',
	'/(public)/ressources/[slug]',
	'/(public)/temps-forts/[slug]'
]);

const isSameForVisitors = ({ request, route, cookies, isDataRequest }: RequestEvent) =>
	request.method === 'GET' && !isDataRequest && readByVisitors.has(route.id ?? '') && !hasSession(cookies);

export const handle: Handle = sequence(measured, limited, addressed, secured, publicApi, recognised, localised);

/** What nobody expected: logged with an id, and the id is shown. */
export const handleError: HandleServerError = ({ error: trouble, event, status, message }) => {
	const id = event.locals.requestId;
	if (status !== 404) {
		const { stack, code } = trouble as Error & { code?: string };
		runtime().log.error({ id, route: event.route.id, status, code, stack }, 'Unexpected error');
	}
	return { message, id };
};

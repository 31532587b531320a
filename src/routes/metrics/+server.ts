import { timingSafeEqual } from 'node:crypto';
import { error } from '@sveltejs/kit';
import { registry } from '$lib/platform/metrics.server';
import { runtime } from '$lib/platform/runtime.server';

/** From this machine; through a proxy, only with `METRICS_TOKEN` (`contract.md` § Addresses). */
export async function GET({ request, getClientAddress }) {
	const forwarded = ['x-forwarded-for', 'forwarded', 'x-real-ip'].some((name) => request.headers.has(name));
	const local = /^(::ffff:)?127\.|^::1$/.test(getClientAddress());
	if (forwarded || !local) {
		const { metricsToken } = runtime().configuration;
		if (!metricsToken || !same(request.headers.get('authorization') ?? '', `Bearer ${metricsToken}`))
			error(404, 'not-found');
	}
	return new Response(await registry.metrics(), { headers: { 'content-type': registry.contentType } });
}

function same(given: string, expected: string): boolean {
	const [a, b] = [Buffer.from(given), Buffer.from(expected)];
	return a.length === b.length && timingSafeEqual(a, b);
}

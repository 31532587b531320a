/** What Prometheus reads at `/metrics`: no label ever names a person or a content. */
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

export const registry = new Registry();
collectDefaultMetrics({ register: registry });

const requests = new Histogram({
	name: 'palabre_http_request_seconds',
	help: 'Time to answer a request',
	labelNames: ['method', 'route', 'status'],
	buckets: [0.005, 0.01, 0.02, 0.04, 0.1, 0.3, 1, 3],
	registers: [registry]
});

export function countRequest(method: string, route: string, status: number, seconds: number): void {
	requests.observe({ method, route, status: String(status) }, seconds);
}

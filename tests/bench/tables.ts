/** Words and tables of the report. */
export const kept = (measured: number, promised: number) => (measured <= promised ? 'kept' : '**not kept**');

/** On a machine that does something else, a time that is too long says nothing. */
export type KeptTime = (measured: number, promised: number) => string;

export const ms = (value: number) => value.toFixed(1);
export const number = (value: number) => value.toLocaleString('en');
export const table = (head: string[], rows: (string | number)[][]) =>
	[head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

import * as m from '$lib/paraglide/messages';

const names: Record<string, () => string> = {
	'send-mail': m.job_send_mail,
	'read-file': m.job_read_file,
	'read-document': m.job_read_document,
	'keep-document': m.job_keep_document,
	'forget-file': m.job_forget_file,
	'sweep-files': m.job_sweep_files,
	'forget-imports': m.job_forget_imports,
	'recount-directory': m.job_recount_directory,
	'expand-events': m.job_expand_events,
	'tell-registered': m.job_tell_registered,
	'remind-registered': m.job_remind_registered,
	'remind-organisations': m.job_remind_organisations,
	tell: m.job_tell,
	'queue-digests': m.job_queue_digests,
	retain: m.job_retain,
	'export-person': m.job_export_person,
	'close-account': m.job_close_account,
	'judge-space': m.job_judge_space
};

/** Jobs that write a mail are many, and said alike; another one is named as the log names it. */
export function jobName(task: string): string {
	return names[task]?.() ?? (task.startsWith('mail-') ? m.job_write_mail() : task);
}

/** « tous les jours à 3 h 17 », in UTC; another rhythm is shown as cron writes it. */
export function rhythm(at: string): string {
	if (/^\d+ \* \* \* \*$/.test(at)) return m.jobs_every_hour();
	const often = /^\*\/(\d+) \* \* \* \*$/.exec(at);
	if (often) return m.jobs_every_minutes({ count: often[1] ?? '' });
	const daily = /^(\d+) (\d+) \* \* \*$/.exec(at);
	if (!daily) return at;
	return m.jobs_every_day({ hour: daily[2] ?? '', minute: (daily[1] ?? '').padStart(2, '0') });
}

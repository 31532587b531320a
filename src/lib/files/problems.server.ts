import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import { fileSize } from '$lib/platform/numbers';
import { runtime } from '$lib/platform/runtime.server';
import type { FileProblem } from './file';

/**
 * Why a file is not taken, and what to do: one sentence.
 * @param most bytes, where less is taken than elsewhere.
 */
export function problemSentence(problem: FileProblem, most = runtime().configuration.uploadLimit): string {
	const limit = fileSize(most, getLocale());
	const sentences: Record<FileProblem, () => string> = {
		empty: m.file_problem_empty,
		too_large: () => m.file_problem_too_large({ limit }),
		unknown_type: m.file_problem_unknown_type,
		lying_type: m.file_problem_lying_type,
		unsafe: m.file_problem_unsafe,
		encrypted: m.file_problem_encrypted,
		damaged: m.file_problem_damaged,
		too_many_pixels: m.file_problem_too_many_pixels,
		too_slow: m.file_problem_damaged,
		too_heavy: m.file_problem_damaged,
		unsupported: m.file_problem_unknown_type
	};
	return sentences[problem]();
}

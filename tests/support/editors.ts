/** An editor on the live connection, without a page: what it shares, what it was refused. */
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { fragmentOf } from '../../src/lib/documents/content/tree.ts';

export interface Editor {
	provider: HocuspocusProvider;
	shared: Y.Doc;
	denied: string[];
	/** A paragraph of its own at the end. */
	type: (text: string) => void;
	destroy: () => void;
}

/** @param url of the socket. */
export function openEditor(url: string, headers: Record<string, string>, id: string): Editor {
	class Dressed extends WebSocket {
		constructor(address: string) {
			super(address, { headers });
		}
	}
	const shared = new Y.Doc();
	const denied: string[] = [];
	const socket = new HocuspocusProviderWebsocket({
		url,
		WebSocketPolyfill: Dressed,
		delay: 50,
		minDelay: 50,
		maxDelay: 100
	});
	const provider = new HocuspocusProvider({
		websocketProvider: socket,
		name: id,
		document: shared,
		token: 'cookie',
		onAuthenticationFailed: ({ reason }) => void denied.push(reason)
	});
	provider.attach();
	return {
		provider,
		shared,
		denied,
		type: (text) => {
			const paragraph = new Y.XmlElement('paragraph');
			paragraph.insert(0, [new Y.XmlText(text)]);
			fragmentOf(shared).push([paragraph]);
		},
		destroy: () => (provider.destroy(), socket.destroy())
	};
}

import type { Answer, Request } from '../messages.ts';
import { browser, type CoreWorker } from './dom.ts';

/** The core, running beside the page. */
export interface Core {
  ask(request: Request): void;
  /** Nothing more is asked. */
  end(): void;
}

/** Starts the core that the page carries; `failed` hears in words why it does not run. */
export function startCore(
  heard: (answer: Answer, core: Core) => void,
  ready: (core: Core) => void,
  failed: (why: string) => void,
): void {
  const { document, Blob, Response, DecompressionStream, URL, Worker } = browser();
  const carried = document.getElementById('what-if-core')?.textContent;
  if (!carried || !DecompressionStream) {
    failed('this browser cannot unpack the core that the page carries');
    return;
  }
  const bytes = Uint8Array.from(atob(carried.trim()), (character) => character.charCodeAt(0));
  const code = new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
  code.then(
    (source) => {
      let worker: CoreWorker;
      try {
        worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
      } catch {
        failed('this browser starts no Worker from this page');
        return;
      }
      const core: Core = {
        ask: (request) => worker.postMessage(request),
        end: () => worker.terminate(),
      };
      worker.onmessage = ({ data }) => heard(data as Answer, core);
      worker.onerror = ({ message }) => failed(message ?? 'the core did not start');
      ready(core);
    },
    () => failed('the core that the page carries is damaged'),
  );
}

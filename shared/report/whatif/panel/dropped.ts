import { count } from '../../display.ts';
import { startCore } from './core.ts';
import { browser, type PageFile, type Part, part } from './dom.ts';

// Another report.json, chosen or dropped anywhere on the page: the core reads it, in a Worker, and nothing leaves the page.

/** As many bytes as the longest report has characters, at the least. */
const MOST_BYTES = 64_000_000;

const [place] = browser().document.querySelectorAll('details.compare');
if (place) listen(place);

function listen(place: Part): void {
  const furnished = () => {
    view ??= furnish(place);
    return view;
  };
  let view: View | null = null;
  place.addEventListener('toggle', furnished);
  const { document } = browser();
  document.addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    place.setAttribute('data-over', 'yes');
  });
  for (const end of ['dragleave', 'drop']) {
    document.addEventListener(end, () => place.setAttribute('data-over', 'no'));
  }
  document.addEventListener('drop', (event) => {
    const files = event.dataTransfer?.files;
    if (!files || files.length === 0) return;
    event.preventDefault(); // the browser would leave the page for the file
    place.open = true;
    furnished().take(files);
  });
}

interface View {
  take(files: ArrayLike<PageFile>): void;
}

function furnish(place: Part): View {
  const input = part('input', { type: 'file', accept: '.json,application/json' });
  const status = part('p', { class: 'live', role: 'status' });
  const found = part('div', { tabindex: -1 });
  const take = (files: ArrayLike<PageFile>) => {
    found.replaceChildren();
    const say = (words: string) => {
      status.textContent = words;
    };
    if (files.length !== 1) {
      say(`Not compared: one file at a time, these are ${count(files.length)}.`);
      return;
    }
    compare(files[0]!, say, (markup) => {
      found.innerHTML = markup;
      found.scrollIntoView({ block: 'nearest' });
    });
  };
  input.addEventListener('change', () => {
    if (input.files && input.files.length > 0) take(input.files);
  });
  place
    .querySelector('.wi-body')!
    .replaceChildren(
      part(
        'label',
        { class: 'wi-paste' },
        part(
          'span',
          {},
          'report.json, which lies beside the report.html of a night; it can also be dropped anywhere on this page. It does not leave this page.',
        ),
        input,
      ),
      status,
      found,
    );
  return { take };
}

/** The markup comes from the Worker, where the templates of the page itself made it: text of the file is escaped in it. */
function compare(file: PageFile, say: (words: string) => void, show: (markup: string) => void): void {
  const fail = (why: string) => say(`Not compared: ${why}.`);
  if (!(file.size <= MOST_BYTES)) {
    fail(`${file.name} is larger than a report, ${count(file.size)} bytes`);
    return;
  }
  say(`Reading ${file.name}.`);
  const own = browser().document.getElementById('own-report')!.textContent!;
  file.arrayBuffer().then(
    (buffer) =>
      startCore(
        (answer, core) => {
          if (answer.kind === 'compared') {
            say(`Compared with ${file.name}.`);
            show(answer.markup);
          } else if (answer.kind === 'refused') fail(answer.words);
          core.end();
        },
        (core) => core.ask({ kind: 'compare', id: 0, own, bytes: new Uint8Array(buffer) }),
        fail,
      ),
    () => fail(`${file.name} cannot be read`),
  );
}

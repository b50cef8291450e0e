// The core is small functions that a tick calls in a row. What the compiler inlines into one of them ends, by its defaults,
// before the last of these; with more room a path of a thousand accounts takes a quarter less (`npm run bench -- against-c`),
// and a nightly of 90,000 walks a tenth. For the whole process, and for what is compiled from here on.
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--max-inlined-bytecode-size=2000');
setFlagsFromString('--max-inlined-bytecode-size-cumulative=8000');

// What test results say: `unfinished FILE` names the test files that a process left without a result when it died;
// `count FILE [FILE]` prints the line that counts, results of the second file in place of those of the first.
const { existsSync, readFileSync } = require('node:fs');
const { relative } = require('node:path');

const filesIn = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).testResults : []);
const isUnfinished = ({ assertionResults }) => assertionResults.some(({ status }) => status === 'pending');

function count(paths) {
  const files = new Map(paths.flatMap(filesIn).map((file) => [file.name, file]));
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { status, assertionResults } of files.values()) {
    // A file that does not load runs no test and fails all the same.
    if (status === 'failed' && assertionResults.length === 0) total.failed++;
    for (const own of assertionResults)
      total[
        own.status === 'passed' ? 'passed' : ['skipped', 'todo'].includes(own.status) ? 'skipped' : 'failed'
      ]++;
  }
  if (files.size === 0) console.error('no test results');
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return total.passed > 0 && total.failed === 0 ? 0 : 1;
}

const [what, ...paths] = process.argv.slice(2);
if (what === 'count') process.exitCode = count(paths);
else
  for (const { name } of paths.flatMap(filesIn).filter(isUnfinished))
    console.log(relative(process.cwd(), name));

// A process that has loaded the command line once, and does what it is sent as if it had been started for it.
import module from 'node:module';

module.enableCompileCache();
const { runCommand } = await import('../../cli/program.ts');

/** What is written to a stream from now on, until it is taken. */
function heard(stream: NodeJS.WriteStream): () => string {
  let said = '';
  stream.write = (text: string | Uint8Array) => {
    said += String(text);
    return true;
  };
  return () => {
    const taken = said;
    said = '';
    return taken;
  };
}
const [stdout, stderr] = [heard(process.stdout), heard(process.stderr)];

process.on('message', async (args: readonly string[]) => {
  const code = await runCommand(args);
  process.send!({ code, stdout: stdout(), stderr: stderr() });
});
process.send!('ready');

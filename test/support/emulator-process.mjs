import { createEmulator } from 'emulate';

// Emulators of real providers, which another project has written, in a process of their own. What they are comes as
// JSON. It ends with its parent.
process.stdin.on('end', () => process.exit(0)).resume();
for (const options of JSON.parse(process.argv[2])) await createEmulator(options);
process.stdout.write('{}\n');

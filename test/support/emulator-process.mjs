import { createEmulator } from 'emulate';

// Third-party emulators of real providers in a separate process. The list of emulators is
// JSON. The process ends with its parent.
process.stdin.on('end', () => process.exit(0)).resume();
for (const options of JSON.parse(process.argv[2])) await createEmulator(options);
process.stdout.write('{}\n');

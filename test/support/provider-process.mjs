// The development provider as a process of its own: prints its address as a line of JSON, and ends with its parent.
import { developmentProvider } from '../../dist/testing/index.js';

const provider = await developmentProvider({ port: 0, ...JSON.parse(process.argv[2] ?? '{}') });
process.stdout.write(`${JSON.stringify(provider)}\n`);
process.stdin.on('end', () => process.exit(0)).resume();

// The development provider in a separate process. It prints its address as a line of JSON, and ends with its parent.
import { developmentProvider } from '../../dist/testing/index.js';

const provider = await developmentProvider({ port: 0, ...JSON.parse(process.argv[2] ?? '{}') });
process.stdout.write(`${JSON.stringify(provider)}\n`);
process.stdin.on('end', () => process.exit(0)).resume();

import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** For the environment of processes of ours: compiled code where src/start.mjs keeps the service's, so that they start twice as fast. */
export const compiled = { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') }

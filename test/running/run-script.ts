import { execFile } from 'node:child_process'

export interface ScriptEnd {
  readonly status: number
  readonly output: string
  readonly errors: string
}

/**
 * Runs an npm script's file in a process of its own, with these variables alone, as whoever runs the service
 * does. `before`: what the shell does first, such as `ulimit -f 100; `.
 */
export function runScript(
  path: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  before = '',
): Promise<ScriptEnd> {
  return new Promise((resolve) => {
    const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env
    const options = { env: { PATH, NODE_COMPILE_CACHE, ...env }, timeout: 60_000 }
    // What tap loads into every child makes it slow, and ends it at signals that Node ignores.
    const shell = ['-c', `unset NODE_OPTIONS; ${before}exec "$0" "$@"`, process.execPath]
    execFile('sh', [...shell, path, ...args], options, (error, output, errors) => {
      const status = error ? (typeof error.code === 'number' ? error.code : -1) : 0
      resolve({ status, output, errors })
    })
  })
}

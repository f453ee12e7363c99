import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../../src/start.mjs', import.meta.url))
const guard = new URL('../kit/end-with-parent.ts', import.meta.url).href

/** The service in a process of its own, as `npm start` runs it, that can be killed and started again on its data. */
export class RunningService {
  kills = 0
  /** The learners' address of the room, and what makes it the trainer's. */
  learner = ''
  trainerKey = ''
  readonly #dataDir: string
  readonly #port: number
  #child: ChildProcess | undefined
  #starting: Promise<void> | undefined

  private constructor(dataDir: string, port: number) {
    this.#dataDir = dataDir
    this.#port = port
  }

  static async start(dataDir: string): Promise<RunningService> {
    const service = new RunningService(dataDir, await freePort())
    await (service.#starting = service.#start())
    return service
  }

  get origin(): string {
    return new URL(this.learner).origin
  }

  /** Waits for a restart that is under way. */
  async isUp(): Promise<void> {
    await this.#starting
  }

  async killAndRestart(): Promise<void> {
    this.kills += 1
    this.#starting = this.kill().then(() => this.#start())
    await this.#starting
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** In peace; answers the exit status. */
  async stop(): Promise<number | null | undefined> {
    return this.#end('SIGTERM')
  }

  async #end(signal: NodeJS.Signals): Promise<number | null | undefined> {
    const child = this.#child
    if (!child) return undefined
    this.#child = undefined
    const gone = once(child, 'close')
    child.kill(signal)
    await gone
    return child.exitCode
  }

  async #start(): Promise<void> {
    const child = spawn(process.execPath, ['--import', guard, main], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {
        PATH: process.env['PATH'],
        LOG_LEVEL: 'silent',
        DEFAULT_LANGUAGE: 'en',
        DATA_DIR: this.#dataDir,
        PORT: String(this.#port),
      },
    })
    this.#child = child
    const [, learner = '', trainerKey = ''] = await greeting(child)
    this.learner = learner
    this.trainerKey = trainerKey
  }
}

function greeting(child: ChildProcess): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stdout?.on('data', (text: Buffer) => {
      said += text.toString()
      const links = /(\S+)\?trainer=(\S+)/.exec(said)
      if (links) resolve(links)
    })
    child.once('close', (status) => reject(new Error(`The service ended with ${status}: ${said}`)))
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

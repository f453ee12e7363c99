import type { FastifyInstance } from 'fastify'
import { RoomAdapter } from '#adapters/room/index.ts'
import { afterDeadJob } from '#src/app/after-dead-job.ts'
import type { App } from '#src/app/app.ts'
import { forgetEvidenceFiles } from '#src/app/evidence-files.ts'
import { firstStart } from '#src/app/first-start.ts'
import { freshId } from '#src/app/fresh.ts'
import { trainerKey } from '#src/app/join-room.ts'
import type { Chat } from '#src/chat/chat.ts'
import type { ChatAdapter } from '#src/chat/contract.ts'
import { createInbox } from '#src/chat/inbox.ts'
import { peopleListsOf } from '#src/chat/people-lists.ts'
import { storedRoomBook } from '#src/chat/stored-room-book.ts'
import { readDkimSigner } from '#src/delivery/dkim-signer.ts'
import { folderMailer } from '#src/delivery/folder-mailer.ts'
import type { Mailer } from '#src/delivery/mailer.ts'
import { Outbox } from '#src/delivery/outbox.ts'
import { smtpMailer } from '#src/delivery/smtp-mailer.ts'
import type { Readiness } from '#src/http/routes/web.ts'
import { createServer } from '#src/http/server.ts'
import { guardedClient } from '#src/outside/guarded-client.ts'
import { anyReach, publicReach } from '#src/outside/reach.ts'
import { SharedOutside } from '#src/outside/shared-outside.ts'
import { checkFonts } from '#src/pictures/fonts.ts'
import { forgetEmailCodes } from '#src/storage/email-codes.ts'
import { forgetEvents } from '#src/storage/inbox.ts'
import { forgetJobs, forgetLeases } from '#src/storage/outbox.ts'
import { probe } from '#src/storage/probe.ts'
import type { OpenedStore } from '#src/storage/open-store.ts'
import type { Store } from '#src/storage/store.ts'
import { texts } from '#src/texts/texts.ts'
import { carriers } from './carriers.ts'
import { type Config, ConfigError } from './config.ts'
import { openDataDir } from './data-dir.ts'
import { openDatabase } from './database.ts'
import { checkMasterKey, masterKeyFor } from './master-key.ts'
import { joinNodes } from './nodes.ts'
import { checkPublicUrl } from './pinned-address.ts'
import { connectPlatforms } from './platforms.ts'

/** The running service. */
export interface Service {
  readonly app: App
  readonly server: FastifyInstance
  readonly store: OpenedStore
  readonly outbox: Outbox
  readonly links: Links
  readonly masterKeyIsNew: boolean
  /** Answers what is under way, finishes the jobs it holds, and closes. */
  stop(): Promise<void>
}

/** The links to open. The trainer's is a secret: whoever has it may propose. */
export interface Links {
  readonly home: string
  readonly learner: string
  readonly trainer: string
}

/** What tests replace. */
export interface Surroundings {
  readonly now?: () => number
  readonly random?: () => number
}

/** Builds everything by hand and starts it. Throws ConfigError for what whoever runs it can mend. */
export async function startService(
  config: Config,
  surroundings: Surroundings = {},
): Promise<Service> {
  const opened = new AsyncDisposableStack()
  try {
    return await start(config, surroundings, opened)
  } catch (error) {
    await opened.disposeAsync()
    throw error
  }
}

/** `opened` closes what was opened, the last thing first. */
async function start(
  config: Config,
  surroundings: Surroundings,
  opened: AsyncDisposableStack,
): Promise<Service> {
  checkFonts()
  const data = await openDataDir(config)
  const logs: { now?: Pick<FastifyInstance['log'], 'warn'> } = {}
  const onError = (error: Error) => logs.now?.warn({ err: error }, 'a connection broke')
  const store = await openDatabase(config, data.database, { onError })
  opened.defer(() => store.close())
  await checkPublicUrl(store, config.publicUrl)
  const masterKey = await masterKeyFor(store, config.masterKeyFile)
  const nodes = await joinNodes(store, onError)
  opened.defer(() => nodes.close())
  const { now = nodes.now, random = Math.random } = surroundings
  const { bus } = nodes
  // The port is only known once it listens, where the configuration leaves it to the system.
  const address = { baseUrl: config.publicUrl ?? `http://${urlHost(config.host)}:${config.port}` }
  const worker: { outbox?: Outbox } = {}
  const app: App = {
    store,
    now,
    newId: freshId,
    get baseUrl() {
      return address.baseUrl
    },
    publicUrl: config.publicUrl,
    masterKey: masterKey.key,
    wake: (dueAt) => worker.outbox?.wake(dueAt),
    changed: (topic) => bus.publish(topic),
  }
  const room = new RoomAdapter(storedRoomBook(app, bus))
  const adapters = new Map<string, ChatAdapter>([[room.platform, room]])
  const chat: Chat = { app, bus, adapters }
  const mailer = await createMailer(config, data.mailFolder)
  opened.defer(() => mailer.close())
  const reach = config.allowPrivateFetch ? anyReach : publicReach
  const outside = new SharedOutside(guardedClient({ reach }))
  const server = await createServer({
    app,
    room,
    bus,
    config,
    outsideFor: (who) => outside.forBadge(who),
    ready: async () => [...(await readiness(store)), ...platformReadiness(adapters.values())],
  })
  logs.now = server.log
  for (const adapter of await connectPlatforms(app, config, server))
    adapters.set(adapter.platform, adapter)
  opened.defer(async () => {
    await server.close()
    for (const adapter of adapters.values()) adapter.hasten?.()
    await worker.outbox?.stop()
    await Promise.all([...adapters.values()].map((adapter) => adapter.stop()))
  })
  const outbox = new Outbox({
    store,
    now,
    random,
    newId: freshId,
    carriers: carriers(app, chat, mailer),
    laneLimits: new Map([
      ['mail', mailer.atOnce],
      ['tell', tellsAtOnce],
    ]),
    log: server.log,
    onDead: (job) => afterDeadJob(app, job),
  })
  worker.outbox = outbox

  const practice = await firstStart(app, { language: config.language, mailFrom: config.mailFrom })
  await checkMasterKey(store, masterKey.key, config.masterKeyFile)
  const inbox = createInbox(app, peopleListsOf(chat))
  for (const adapter of adapters.values()) await adapter.start(inbox)
  await listen(server, config, address)
  await forgetLeases(store, now())
  outbox.start()
  const housekeeping = keepHouse(app)
  opened.defer(() => clearInterval(housekeeping))
  return {
    app,
    server,
    store,
    outbox,
    masterKeyIsNew: masterKey.isNew,
    get links() {
      const learner = `${app.baseUrl}/rooms/${practice.code}`
      return {
        home: `${app.baseUrl}/`,
        learner,
        trainer: `${learner}?trainer=${trainerKey(app, practice)}`,
      }
    },
    stop: () => opened.disposeAsync(),
  }
}

/** Private messages of one workspace that are under way at once. */
const tellsAtOnce = 16

async function createMailer(config: Config, folder: string): Promise<Mailer> {
  const { smtpUrl, mailFrom, publicUrl, language } = config
  const sender = {
    from: mailFrom,
    fromName: texts[language].letters.sender,
    host: (publicUrl && URL.parse(publicUrl)?.hostname) ?? 'cordee.local',
    dkim: await readDkimSigner(config),
  }
  return smtpUrl ? smtpMailer(smtpUrl, sender) : folderMailer(folder, sender)
}

async function listen(
  server: FastifyInstance,
  { port, host, publicUrl }: Config,
  address: { baseUrl: string },
): Promise<void> {
  try {
    await server.listen({ port, host })
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code === 'EADDRINUSE')
      throw new ConfigError(
        `PORT: ${port} is taken on ${host}: stop the other program, or set another PORT.`,
        { cause },
      )
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new ConfigError(
        `HOST: this machine cannot listen on ${host}, port ${port}: set another HOST or PORT.`,
        { cause },
      )
    throw cause
  }
  const bound = server.server.address()
  if (!publicUrl && bound && typeof bound === 'object')
    address.baseUrl = `http://${urlHost(host)}:${bound.port}`
}

// 0.0.0.0 and :: mean "every address": a link needs one that answers.
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

function platformReadiness(adapters: Iterable<ChatAdapter>): readonly Readiness[] {
  return [...adapters].flatMap(({ platform: name, status }) =>
    status ? [{ name, required: false, ...status() }] : [],
  )
}

async function readiness(store: Store): Promise<readonly Readiness[]> {
  const ok = await probe(store).then(
    () => true,
    () => false,
  )
  return [{ name: 'database', ok }]
}

const dayMs = 24 * 3_600_000

// Events are repeated within hours at most; a job that was done is asked for again within a vote's sixty days.
function keepHouse(app: App): NodeJS.Timeout {
  const { store, now } = app
  const tidy = () =>
    store.tx(async (tx) => {
      await forgetEvidenceFiles(app, tx)
      await forgetEmailCodes(tx, now() - dayMs)
      await forgetEvents(tx, now() - 7 * dayMs)
      await forgetJobs(tx, now() - 90 * dayMs)
    })
  // A failure leaves the rows for the next day.
  const timer = setInterval(() => void tidy().catch(() => undefined), dayMs)
  timer.unref()
  return timer
}

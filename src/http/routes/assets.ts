import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { HttpProblem } from '../problem.ts'

/** Styles, the script, pictures and fonts. Read once, at start: there are few of them. */
export async function assetRoutes(server: FastifyInstance): Promise<void> {
  const assets = await readAssets()

  server.get<{ Params: { '*': string } }>('/assets/*', (request, reply) => {
    const asset = assets.get(request.params['*'])
    if (!asset) throw new HttpProblem(404, 'not-found')
    const { body, type, tag, fixed } = asset
    const cache = fixed ? 'public, max-age=31536000, immutable' : 'public, no-cache'
    reply.headers({ etag: tag, 'cache-control': cache }).type(type)
    return request.headers['if-none-match'] === tag ? reply.code(304).send() : reply.send(body)
  })

  server.get('/robots.txt', (_, reply) => {
    return reply.type('text/plain; charset=utf-8').send(robots)
  })
}

// What is private or personal says so itself too, by X-Robots-Tag: a list like this one is only asked politely.
const robots = ['/rooms/', '/screen/', '/awards/', '/records/', '/groups/', '/join']
  .map((path) => `Disallow: ${path}`)
  .toSpliced(0, 0, 'User-agent: *')
  .join('\n')
  .concat('\n')

interface Asset {
  readonly body: Buffer
  readonly type: string
  readonly tag: string
  /** The same for ever. */
  readonly fixed: boolean
}

const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
  png: 'image/png',
  ttf: 'font/ttf',
}

const folder = fileURLToPath(new URL('../assets', import.meta.url))
const fontFolder = '@expo-google-fonts/atkinson-hyperlegible'
const fonts = {
  'fonts/atkinson-regular.ttf': `${fontFolder}/400Regular/AtkinsonHyperlegible_400Regular.ttf`,
  'fonts/atkinson-bold.ttf': `${fontFolder}/700Bold/AtkinsonHyperlegible_700Bold.ttf`,
}

async function readAssets(): Promise<ReadonlyMap<string, Asset>> {
  const own = await readdir(folder)
  const files = [
    ...own.map((name) => ({ name, path: join(folder, name), fixed: false })),
    ...Object.entries(fonts).map(([name, font]) => ({
      name,
      path: fileURLToPath(import.meta.resolve(font)),
      fixed: true,
    })),
  ]
  const assets = files.map(
    async ({ name, path, fixed }) => [name, await readAsset(path, fixed)] as const,
  )
  return new Map(await Promise.all(assets))
}

async function readAsset(path: string, fixed: boolean): Promise<Asset> {
  const body = await readFile(path)
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 22)
  const ending = path.slice(path.lastIndexOf('.') + 1)
  return { body, type: types[ending] ?? 'application/octet-stream', tag: `"${hash}"`, fixed }
}

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import type { RowCounts } from '#src/storage/backup.ts'

/** What lies beside a copy. It is written last: a folder without it holds no whole backup. */
export interface Manifest {
  readonly format: 1
  /** The version of Cordée that made it: restore with this one or a newer one. */
  readonly cordee: string
  readonly engine: 'sqlite' | 'postgres'
  /** ISO 8601, UTC. */
  readonly madeAt: string
  readonly file: { readonly name: string; readonly bytes: number; readonly sha256: string }
  readonly rows: RowCounts
}

/** Describes a copy and writes `manifest.json` beside it, both safe on the disk when it answers. */
export async function writeManifest(
  file: string,
  { engine, rows }: Pick<Manifest, 'engine' | 'rows'>,
): Promise<Manifest> {
  const { size } = await stat(file)
  const manifest: Manifest = {
    format: 1,
    cordee: await ownVersion(),
    engine,
    madeAt: new Date().toISOString(),
    file: { name: basename(file), bytes: size, sha256: await sha256Of(file) },
    rows,
  }
  const folder = dirname(file)
  await syncToDisk(file)
  await writeSynced(join(folder, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`)
  await syncToDisk(folder)
  return manifest
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

async function ownVersion(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8')
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function syncToDisk(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

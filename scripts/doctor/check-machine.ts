import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Finding } from './finding.ts'

const testedMajor = 24
const mebibyte = 1024 ** 2
const gibibyte = 1024 ** 3
/** What a node needs at rest, and some room to work. */
const enoughMemory = 200 * mebibyte

export function checkNode(version: string = process.versions.node): Finding {
  const isTested = Number(version.split('.')[0]) <= testedMajor
  return {
    part: 'node',
    mark: isTested ? 'good' : 'look',
    say: (t) => (isTested ? t.nodeGood({ version }) : t.nodeUntested({ version })),
  }
}

/** `bytes`: what this process may still take, within the limits of its container. */
export function checkMemory(bytes: number = process.availableMemory()): Finding {
  const mebibytes = Math.round(bytes / mebibyte)
  const isEnough = bytes >= enoughMemory
  return {
    part: 'memory',
    mark: isEnough ? 'good' : 'look',
    say: (t) => (isEnough ? t.memoryGood({ mebibytes }) : t.memoryLow({ mebibytes })),
  }
}

/** Looks at the disk on which the folder lies, or will lie. */
export async function checkDisk(folder: string): Promise<Finding> {
  const free = await freeBytes(folder)
  if (free === undefined)
    return { part: 'disk', mark: 'unchecked', say: (t) => t.diskUnknown({ folder }) }
  return diskFinding(free)
}

/** A full disk makes the service refuse ballots; `bytes` are those that this user may still write. */
export function diskFinding(bytes: number): Finding {
  const gibibytes = bytes / gibibyte
  if (bytes >= gibibyte)
    return { part: 'disk', mark: 'good', say: (t) => t.diskGood({ gibibytes }) }
  const isAlmostFull = bytes < 100 * mebibyte
  return {
    part: 'disk',
    mark: isAlmostFull ? 'wrong' : 'look',
    say: (t) => t.diskLow({ gibibytes }),
  }
}

async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch {
    const parent = dirname(folder)
    return parent === folder ? undefined : freeBytes(parent)
  }
}

import { accept, refuse, type Outcome } from '#src/domain/outcome.ts'
import type { ReasonCode } from './badge-check.ts'
import { isArray, isObject, type Json, type JsonObject } from './json.ts'

const MOST_BYTES = 512 * 1024
// A badge with endorsements inside endorsements stays below 15 levels and 600 values.
const MOST_LEVELS = 32
const MOST_VALUES = 2_500

type JsonRefusal = { readonly code: ReasonCode }

/** Reads a JSON object that a stranger sent. Refuses what is too long, too deep or made to confuse; never throws. */
export function readJson(bytes: Uint8Array): Outcome<JsonObject, JsonRefusal> {
  if (bytes.length > MOST_BYTES) return refuse({ code: 'text-too-long' })
  const text = decoded(bytes)
  if (text === undefined) return refuse({ code: 'text-not-utf8' })
  if (/^\s*https?:\/\/\S+\s*$/.test(text)) return refuse({ code: 'text-only-a-link' })
  if (/^\s*[\w-]+\.[\w-]+\.[\w-]+\s*$/.test(text)) return refuse({ code: 'text-token' })
  const value = parsed(text)
  if (!isObject(value)) return refuse({ code: 'text-not-json' })
  const problem = trap(value)
  return problem === undefined ? accept(value) : refuse({ code: problem })
}

/** Any JSON value of a text, or nothing. */
export function parsed(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

// Without recursion: JSON.parse goes deeper than the stack does.
function trap(document: JsonObject): ReasonCode | undefined {
  const open: { readonly value: Json; readonly level: number }[] = [{ value: document, level: 1 }]
  let seen = 0
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, level } = next
    seen += 1
    if (level > MOST_LEVELS || seen > MOST_VALUES) return 'text-too-deep'
    if (isObject(value) && Object.hasOwn(value, '__proto__')) return 'text-forbidden-key'
    const inside = isArray(value) ? value : isObject(value) ? Object.values(value) : []
    for (const item of inside) open.push({ value: item, level: level + 1 })
  }
  return undefined
}

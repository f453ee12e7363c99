/** Any JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject

/** A JSON object; documents are written and read as these. */
export interface JsonObject {
  readonly [key: string]: Json
}

/** True for a JSON object, false for an array, null and plain values. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !isArray(value)
}

/** `Array.isArray` that also narrows a readonly array. */
export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

/** The text at this key, or nothing when there is none or it is something else. */
export function textAt(from: Json | undefined, key: string): string | undefined {
  if (!isObject(from) || !Object.hasOwn(from, key)) return undefined
  const value = from[key]
  return typeof value === 'string' ? value : undefined
}

/** Leaves out what is undefined, empty text and empty lists: OB 3.0 §serialization forbids null values and empty sets. */
export function present(entries: Readonly<Record<string, Json | undefined>>): JsonObject {
  const kept: Record<string, Json> = {}
  for (const [key, value] of Object.entries(entries)) {
    if (value === undefined || value === null || value === '') continue
    if (isArray(value) && value.length === 0) continue
    kept[key] = value
  }
  return kept
}

/** The texts that there are. */
export function presentTexts(
  entries: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const kept: [string, string][] = []
  for (const [key, text] of Object.entries(entries)) {
    if (text !== undefined && text !== '') kept.push([key, text])
  }
  return Object.fromEntries(kept)
}

/** What a rule answers: the value, or a refusal that the texts turn into a sentence. Accidents throw instead. */
export type Outcome<Value, No extends Refused = Refused> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: No }

/** A refusal names its reason by a stable code; other facts stand beside it. */
export interface Refused {
  readonly code: string
}

export function accept<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value }
}

export function refuse<No extends Refused>(
  refusal: No,
): { readonly ok: false; readonly refusal: No } {
  return { ok: false, refusal }
}

/** Something that Discord cannot carry and that may not be cut, such as a button's action: a mistake of the program's. */
export class Unfit extends Error {
  readonly code = 'discord-unfit'
}

/** Throws unless Discord takes the identifier whole. */
export function wholeOrUnfit(what: string, value: string, most: number): string {
  if (value.length > 0 && value.length <= most) return value
  throw new Unfit(`${what} has ${value.length} characters; Discord takes 1 to ${most}.`)
}

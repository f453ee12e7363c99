/** Where an adapter writes accidents down: the service's log. Never a text, a token or who it was. */
export interface Log {
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}

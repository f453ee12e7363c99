import { type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import type { Config } from '#src/config.ts'

/** How the service logs: never an address, a cookie, a query or what somebody typed. */
export function logOptions({ logLevel }: Pick<Config, 'logLevel'>) {
  return {
    level: logLevel,
    serializers: { req: requestLine, err: (error: unknown) => errorLine(error) },
  }
}

/** One line a request: its route's pattern, since addresses may hold keys. */
export class RequestLog extends LogController {
  override incomingRequest(): void {}

  override routeNotFound(): void {}

  override requestCompleted(_: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const ms = Math.round(reply.elapsedTime * 10) / 10
    request.log.info({ ...requestLine(request), status: reply.statusCode, ms }, 'request')
  }
}

function requestLine({ method, routeOptions }: FastifyRequest) {
  return { method, route: routeOptions?.url ?? 'none' }
}

interface ErrorLine extends Readonly<Record<string, unknown>> {
  readonly type: string
  readonly message: string
  readonly code?: unknown
  readonly stack: string
  readonly cause?: ErrorLine
}

// Errors of the database quote the values of the query: names and addresses among them.
function errorLine(error: unknown, depth = 0): ErrorLine {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an error', stack: '' }
  return {
    type: error.name,
    message: withoutValues(error.message),
    ...('code' in error ? { code: error.code } : {}),
    stack: placesIn(error.stack ?? ''),
    ...(error.cause !== undefined && depth < 3 ? { cause: errorLine(error.cause, depth + 1) } : {}),
  }
}

function withoutValues(message: string): string {
  return message.replace(/\nparams:[^]*$/, '')
}

// The first lines of a stack repeat the message.
function placesIn(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .join('\n')
}

import closeWithGrace from 'close-with-grace'
import { ConfigError, readConfig } from './config.ts'
import { type Service, startService } from './service.ts'
import { texts } from './texts/texts.ts'

/** Exit status of a mistake in the configuration (sysexits.h, EX_CONFIG). */
const configStatus = 78

try {
  const config = readConfig(process.env)
  const service = await startService(config)
  closeWithGrace({ delay: 20_000 }, () => service.stop())
  console.log(greeting(service, config.language))
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  console.error(error.message)
  process.exitCode = configStatus
}

function greeting({ links, masterKeyIsNew }: Service, language: 'fr' | 'en'): string {
  return texts[language].terminal.greeting({ ...links, masterKeyIsNew })
}

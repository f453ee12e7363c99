import closeWithGrace from 'close-with-grace'
import { type Config, ConfigError, readConfig } from './config.ts'
import { texts } from './texts/texts.ts'

/** Exit status of a mistake in the configuration (sysexits.h, EX_CONFIG). */
const configStatus = 78

try {
  await run(readConfig(process.env))
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  console.error(error.message)
  process.exit(configStatus)
}

async function run(config: Config): Promise<void> {
  // Loaded once the configuration is known to be good: a mistake is then told at once.
  const { startService } = await import('./service.ts')
  const service = await startService(config)
  closeWithGrace({ delay: 20_000 }, () => service.stop())
  const { links, masterKeyIsNew } = service
  const newMasterKey = masterKeyIsNew ? config.masterKeyFile : undefined
  console.log(texts[config.language].terminal.greeting({ ...links, newMasterKey }))
}

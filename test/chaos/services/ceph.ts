/** Ceph's gateway with the smallest cluster behind it: one monitor, and one store of objects that keeps them in memory. */
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BlobPlace } from '../../../relay/blobs/read-blob-url.ts'
import { findFreePort } from '../../find-free-port.ts'
import { findProgram, makeFolder, type Service, startService } from './debian.ts'
import { makeBucket, type ObjectStore } from './object-store.ts'

const KEY = { accessKeyId: 'tester', secretAccessKey: 'te+st/ing=' }
/** It makes its pools first. */
const GATEWAY_START_MS = 120_000

/** The caller stops it. */
export async function startCeph(): Promise<ObjectStore> {
  const folder = makeFolder()
  for (const name of ['mon', 'osd', 'rgw']) mkdirSync(join(folder, name))
  const [monitorPort, port] = [await findFreePort(), await findFreePort()]
  const [cluster, device] = [randomUUID(), randomUUID()]
  const address = `[v2:127.0.0.1:${monitorPort}]`
  const config = join(folder, 'ceph.conf')
  writeFileSync(config, describe(folder, cluster, address, port))
  const keyring = join(folder, 'keyring')
  const services: Service[] = []

  const run = (name: string, debianPackage: string, ...args: string[]) =>
    execFileSync(findProgram(name, debianPackage), args, { stdio: 'pipe', encoding: 'utf8' })
  const ceph = (...args: string[]) =>
    run('ceph', 'ceph-common', '-c', config, '--connect-timeout', '30', ...args)
  async function start(name: string, debianPackage: string, args: string[], on: number, startMs?: number) {
    const options = { port: on, folder: makeFolder(), ...(startMs === undefined ? {} : { startMs }) }
    services.push(
      await startService(findProgram(name, debianPackage), ['-f', '-c', config, ...args], options),
    )
  }

  const allow = ['mon', 'osd'].flatMap((kind) => ['--cap', kind, 'allow *'])
  run('ceph-authtool', 'ceph-common', '--create-keyring', keyring, '--gen-key', '-n', 'mon.', ...allow)
  run('ceph-authtool', 'ceph-common', keyring, '--gen-key', '-n', 'client.admin', ...allow)
  run('ceph-authtool', 'ceph-common', keyring, '--gen-key', '-n', 'osd.0', ...allow)
  const map = join(folder, 'monmap')
  run('monmaptool', 'ceph-base', '--create', '--fsid', cluster, '--addv', 'a', address, map)
  run('ceph-mon', 'ceph-mon', '-c', config, '--mkfs', '-i', 'a', '--monmap', map, '--keyring', keyring)
  await start('ceph-mon', 'ceph-mon', ['-i', 'a'], monitorPort)
  ceph('osd', 'new', device)
  ceph('auth', 'import', '-i', keyring)
  const osd = ['-i', '0', '--keyring', keyring]
  run('ceph-osd', 'ceph-osd', '-c', config, ...osd, '--mkfs', '--osd-uuid', device)
  ceph('osd', 'crush', 'add', 'osd.0', '1.0', 'root=default')
  // Nobody but the gateway waits for it.
  await start('ceph-osd', 'ceph-osd', osd, monitorPort)
  const gateway = ['-n', 'client.admin', '--keyring', keyring]
  await start('radosgw', 'radosgw', gateway, port, GATEWAY_START_MS)
  const user = ['--uid', 'tester', '--display-name', 'tester']
  const key = ['--access-key', KEY.accessKeyId, '--secret-key', KEY.secretAccessKey]
  run('radosgw-admin', 'radosgw', '-c', config, ...gateway, 'user', 'create', ...user, ...key)

  const place: BlobPlace = {
    endpoint: `http://127.0.0.1:${port}`,
    bucket: 'images',
    prefix: 'shop/',
    // It has one for itself, and takes any.
    region: 'us-east-1',
    ...KEY,
    proxy: null,
  }
  await makeBucket(place)
  return {
    place,
    async stop() {
      for (const service of services.reverse()) await service.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function describe(folder: string, cluster: string, monitor: string, port: number): string {
  return `[global]
fsid = ${cluster}
mon host = ${monitor}
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
run dir = ${folder}
admin socket = ${folder}/$name.$pid.asok
pid file = ${folder}/$name.pid
log file = ${folder}/$name.log
keyring = ${folder}/keyring
mon data = ${folder}/mon
mon data avail crit = 1
mon max pg per osd = 1000
mon allow pool size one = true
osd data = ${folder}/osd
osd objectstore = memstore
memstore device bytes = 2000000000
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd crush chooseleaf type = 0
[client.admin]
rgw data = ${folder}/rgw
rgw frontends = beast endpoint=127.0.0.1:${port}
`
}

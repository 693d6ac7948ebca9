import type { BeforeApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Socket } from 'node:net';
import { Sampled } from '../common/http/sampled.js';
import { unfinishedOn } from '../common/http/requests-under-way.js';
import { Log } from '../common/log.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { openFilesLimit } from './open-files.js';

/** Files that are no connections: modules, logs, certificates, Redis, Entra. */
const OTHER_FILES = 64;
/** Connections that may still be ending while new ones come, beside a tenth of all. */
const ENDING = 8;
/** How many connections are looked at for each new one. */
const LOOKS = 64;
const TOLD_PER_MINUTE = 6;

/**
 * Bounds the connections of callers, so that each request taken on still finds a file for its own connection to Graph.
 * Beyond, the one that has been there longest without a request under way ends: who waits for nothing, or takes long to
 * say what they want, keeps nobody out.
 */
@Injectable()
export class Connections implements OnModuleInit, BeforeApplicationShutdown {
  private readonly most: number;
  private readonly open = new Set<Socket>();
  private readonly told = new Sampled(TOLD_PER_MINUTE, () => undefined);

  constructor(
    @Inject(APP_CONFIG) { limits }: AppConfig,
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    private readonly log: Log,
  ) {
    this.most = mostConnections(limits.connections, openFilesLimit());
  }

  onModuleInit(): void {
    const { server } = this.host.httpAdapter.getInstance();
    server.maxConnections = Math.ceil(this.most * 1.1) + ENDING;
    server.on('connection', (socket) => {
      this.open.add(socket);
      socket.once('close', () => this.open.delete(socket));
      if (this.open.size > this.most) this.makeRoom(socket);
    });
  }

  /** Node.js does not count those on which nothing was ever said as idle, and would wait for them. */
  beforeApplicationShutdown(): void {
    for (const socket of this.open) if (socket.bytesRead === 0) socket.destroy();
  }

  private makeRoom(newest: Socket): void {
    if (this.told.takes()) this.log.warn('connections_crowded', { most: this.most });
    let looks = 0;
    for (const socket of this.open) {
      looks += 1;
      if (looks > LOOKS || socket === newest) return;
      this.open.delete(socket);
      if (unfinishedOn(socket).length === 0) {
        socket.destroy();
        return;
      }
      // It is in use, and looked at again only after all others.
      this.open.add(socket);
    }
  }
}

/** Half of the files that are left for connections, because a request can need one on each side. */
export function mostConnections(wanted: number, openFiles: number | undefined): number {
  if (openFiles === undefined) return wanted;
  return Math.max(16, Math.min(wanted, Math.floor((openFiles - OTHER_FILES) / 2)));
}

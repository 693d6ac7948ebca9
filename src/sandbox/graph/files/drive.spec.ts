import { describe, expect, it } from 'vitest';
import { Changes } from '../changes.js';
import { Drive } from './drive.js';
import type { DriveHome } from './drive-home.js';
import { Storage } from './storage.js';

const home: DriveHome = {
  key: 'k',
  id: 'd',
  tenant: { name: 't', id: 't', domain: 't.example', displayName: 'T', personal: false },
  driveType: 'business',
  name: 'OneDrive',
  ownerId: 'u',
  owner: { user: { id: 'u' } },
  folder: '/personal/u',
  webUrl: 'https://t-my.sharepoint.com/personal/u/Documents',
};
const by = { identity: {}, at: 0 };

function empty(limit?: number): { drive: Drive; storage: Storage; changes: Changes } {
  const [storage, changes] = [new Storage(limit), new Changes()];
  return { drive: new Drive(home, [], 0, changes, storage), storage, changes };
}

describe('a drive', () => {
  it('takes no more than there is room for, and gives room back', () => {
    const { drive, storage } = empty(10_000);
    const before = storage.free;
    const file = drive.add(drive.root, 'a', Buffer.alloc(6000), by);
    expect(() => drive.add(drive.root, 'b', Buffer.alloc(6000), by)).toThrow('Insufficient Space Available');
    expect(() => drive.write(file, Buffer.alloc(10_000), by)).toThrow('Insufficient Space Available');
    expect(drive.children(drive.root).map(({ name, bytes }) => [name, bytes?.length])).toEqual([['a', 6000]]);
    const smaller = drive.write(file, Buffer.alloc(10), by);
    drive.remove(smaller, by);
    expect(storage.free).toBe(before);
  });

  it('does not take things without bytes without end', () => {
    const { drive } = empty(5000);
    expect(() => {
      for (let number = 0; number < 10; number += 1) drive.add(drive.root, `f${number}`, undefined, by);
    }).toThrow('Insufficient Space Available');
  });

  it('makes a new id for what takes the place of something deleted', () => {
    const { drive } = empty();
    const first = drive.add(drive.root, 'a', Buffer.alloc(1), by);
    drive.remove(first, by);
    expect(drive.add(drive.root, 'a', Buffer.alloc(1), by).id).not.toBe(first.id);
    expect(drive.gone(first.id)?.name).toBe('a');
  });

  it('keeps the history of a file', () => {
    const { drive } = empty();
    const file = drive.write(drive.add(drive.root, 'a', Buffer.alloc(1), by), Buffer.alloc(2), by);
    expect(file.versions.map(({ id, size }) => [id, size])).toEqual([
      ['1.0', 1],
      ['2.0', 2],
    ]);
  });

  it('notes each change with the folders it lies in, parents first', () => {
    const { drive, changes } = empty();
    const folder = drive.add(drive.root, 'f', undefined, by);
    const start = changes.now;
    const file = drive.add(folder, 'a', Buffer.alloc(1), by);
    expect(changes.since(drive.tracked, start).map(({ id }) => id)).toEqual([drive.root.id, folder.id, file.id]);
  });

  it('does not lose the changes of a folder when a file in it is replaced by a move', () => {
    const { drive } = empty();
    const folder = drive.add(drive.root, 'f', undefined, by);
    drive.add(folder, 'a', Buffer.alloc(1), by);
    const other = drive.add(drive.root, 'a', Buffer.alloc(2), by);
    const before = drive.byId(folder.id)?.contentRevision ?? 0;
    drive.change(other, { parentId: folder.id }, by, 'replace');
    expect(drive.byId(folder.id)?.contentRevision).toBe(before + 2);
    expect(drive.children(drive.root).map(({ name }) => name)).toEqual(['f']);
    expect(drive.sizeOf(drive.root)).toBe(2);
  });
});

/** A process of its own that heals a folder, to be killed: node heal-child.ts <folder> <passes>. */
import { createImageStore, folderDriver, heal } from '../src/index.ts';
import { School } from './school.ts';

const [root = '', count = '0'] = process.argv.slice(2);
const store = createImageStore({ driver: folderDriver(root) });
await heal(store, new School(Number(count)).subjects, {
  deep: true,
  onProgress: ({ shard }) => void process.stdout.write(`${shard}\n`),
});

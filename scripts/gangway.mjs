#!/usr/bin/env node
// `npx gangway …` lands here on the system's Node, which may be 20; the command needs Node 24.
process.argv.splice(2, 0, 'gangway');
await import('./bootstrap.mjs');

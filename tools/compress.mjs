// Writes `FILE.br` and `FILE.gz` beside each file that is named, where that is smaller.
import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

for (const file of process.argv.slice(2)) {
  const content = readFileSync(file);
  const brotli = brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: 22,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
  for (const [suffix, compressed] of [["br", brotli], ["gz", gzipSync(content, { level: 9 })]]) {
    if (compressed.length < content.length) writeFileSync(`${file}.${suffix}`, compressed);
  }
}

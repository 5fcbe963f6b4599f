#!/usr/bin/env node
// ort_latency.js MODEL.onnx: prints the median milliseconds of one inference with ONNX Runtime on one thread.
// The peer of lathe_bench float_latency: same inputs, same warm-up, same way of timing.
'use strict';
const ort = require('onnxruntime-node');

const WARM_UPS = 5, SECONDS = 1.5, MIN_RUNS = 15;
const ARRAYS = { float32: Float32Array, float64: Float64Array, int64: BigInt64Array, int32: Int32Array, uint8: Uint8Array, int8: Int8Array, bool: Uint8Array };

function syntheticInput(type, shape) {
  const dims = shape.map(dim => (typeof dim === 'number' && dim > 0 ? dim : 1));
  const data = new ARRAYS[type](dims.reduce((a, b) => a * b, 1));
  let state = 12345;
  if (type === 'float32') {
    for (let i = 0; i < data.length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      data[i] = (state >>> 8) / 8388608 - 1;
    }
  }
  return new ort.Tensor(type, data, dims);
}

(async () => {
  const session = await ort.InferenceSession.create(process.argv[2], { intraOpNumThreads: 1, interOpNumThreads: 1, graphOptimizationLevel: 'all', logSeverityLevel: 3 });
  const feeds = {};
  session.inputNames.forEach((name, i) => { feeds[name] = syntheticInput(session.inputMetadata[i].type, session.inputMetadata[i].shape); });
  const times = [], end = process.hrtime.bigint() + BigInt(SECONDS * 1e9);
  for (let run = 0; times.length < MIN_RUNS || process.hrtime.bigint() < end; run++) {
    const begin = process.hrtime.bigint();
    await session.run(feeds);
    if (run >= WARM_UPS) times.push(Number(process.hrtime.bigint() - begin) / 1e6);
  }
  times.sort((a, b) => a - b);
  console.log(times[times.length >> 1].toFixed(4));
})().catch(error => { console.error(String(error.message || error)); process.exit(1); });

#!/usr/bin/env node
// ort_peer.js KIND MODEL.onnx INPUTS: prints milliseconds with ONNX Runtime; the peer of lathe_bench.
//   float_latency        the median of one inference on one thread
//   float_throughput_64  64 inferences on two threads: the better of two workers with one image each, and one image on both
// INPUTS is a folder of NAME.npy; inputs that it lacks get the numbers of bench_inputs.cpp.
'use strict';
const fs = require('fs');
const path = require('path');
const ort = require('onnxruntime-node');

const WARM_UPS = 5, SECONDS = 1.0, MIN_RUNS = 15, IMAGES = 64, THREADS = 2, ROUNDS = 3;
const ARRAYS = { float32: Float32Array, float64: Float64Array, int64: BigInt64Array, int32: Int32Array, uint8: Uint8Array, int8: Int8Array, bool: Uint8Array };
const NPY_TYPES = { '<f4': 'float32', '<f8': 'float64', '<i8': 'int64', '<i4': 'int32', '|u1': 'uint8', '|i1': 'int8', '|b1': 'bool' };

function readNpy(file) {
  const bytes = fs.readFileSync(file);
  const start = bytes[6] === 1 ? 10 : 12;
  const length = bytes[6] === 1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8);
  const header = bytes.toString('latin1', start, start + length);
  const type = NPY_TYPES[/'descr':\s*'([^']+)'/.exec(header)[1]];
  const dims = /'shape':\s*\(([^)]*)\)/.exec(header)[1].split(',').map(s => s.trim()).filter(Boolean).map(Number);
  const data = new ARRAYS[type](Uint8Array.prototype.slice.call(bytes, start + length).buffer);
  return new ort.Tensor(type, data, dims);
}

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

const now = () => Number(process.hrtime.bigint()) / 1e6;

function open(model, threads) {
  return ort.InferenceSession.create(model, { intraOpNumThreads: threads, interOpNumThreads: 1, graphOptimizationLevel: 'all', logSeverityLevel: 3 });
}

function feedsOf(session, folder) {
  const feeds = {};
  session.inputNames.forEach((name, i) => {
    const file = path.join(folder, name.replace(/:/g, '_') + '.npy');
    feeds[name] = fs.existsSync(file) ? readNpy(file) : syntheticInput(session.inputMetadata[i].type, session.inputMetadata[i].shape);
  });
  return feeds;
}

async function latency(model, folder) {
  const session = await open(model, 1);
  const feeds = feedsOf(session, folder);
  const times = [], end = now() + SECONDS * 1e3;
  for (let run = 0; times.length < MIN_RUNS || now() < end; run++) {
    const begin = now();
    await session.run(feeds);
    if (run >= WARM_UPS) times.push(now() - begin);
  }
  times.sort((a, b) => a - b);
  return times[times.length >> 1];
}

/// 64 inferences by `workers` sessions of `threads` threads each.
async function manyImages(model, folder, workers, threads) {
  const sessions = await Promise.all(Array.from({ length: workers }, () => open(model, threads)));
  const feeds = feedsOf(sessions[0], folder);
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    let next = 0;
    const begin = now();
    await Promise.all(sessions.map(async session => {
      while (next++ < IMAGES) await session.run(feeds);
    }));
    best = Math.min(best, now() - begin);
  }
  return best;
}

async function throughput(model, folder) {
  return Math.min(await manyImages(model, folder, THREADS, 1), await manyImages(model, folder, 1, THREADS));
}

const KINDS = { float_latency: latency, float_throughput_64: throughput };
const [kind, model, folder] = process.argv.slice(2);
KINDS[kind](model, folder).then(ms => console.log(ms.toFixed(4))).catch(error => { console.error(String(error.message || error)); process.exit(1); });

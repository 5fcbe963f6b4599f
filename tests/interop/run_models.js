// run_models.js FOLDER: runs FOLDER/*/model.onnx with ONNX Runtime on the in_<i>.npy beside it, in the order of the model's
// inputs, without any optimisation, and writes out_<i>.npy in the order of its outputs. A model with a folder samples/ has
// one input: each samples/<i>.npy gives results/<i>.npy, its first output.
'use strict';
const fs = require('fs');
const path = require('path');
const ort = require('onnxruntime-node');

const TYPES = {
  float32: ['<f4', Float32Array], int8: ['|i1', Int8Array], uint8: ['|u1', Uint8Array], int16: ['<i2', Int16Array],
  int32: ['<i4', Int32Array], bool: ['|b1', Uint8Array], float16: ['<f2', Uint16Array], int64: ['<i8', BigInt64Array],
};

function readNpy(file) {
  const bytes = fs.readFileSync(file);
  const wide = bytes[6] >= 2;
  const headerLength = wide ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8);
  const begin = wide ? 12 : 10;
  const header = bytes.toString('latin1', begin, begin + headerLength);
  const code = /'descr':\s*'([^']+)'/.exec(header)[1];
  const dims = /'shape':\s*\(([^)]*)\)/.exec(header)[1].split(',').filter(part => part.trim()).map(Number);
  const [type, [, array]] = Object.entries(TYPES).find(([, [known]]) => known === code);
  const copy = new Uint8Array(bytes.subarray(begin + headerLength)); // aligned
  return new ort.Tensor(type, new array(copy.buffer), dims);
}

function writeNpy(tensor, file) {
  const [code] = TYPES[tensor.type];
  const shape = tensor.dims.map(dim => `${dim},`).join(' ');
  let header = `{'descr': '${code}', 'fortran_order': False, 'shape': (${shape}), }`;
  header += ' '.repeat(63 - (10 + header.length) % 64) + '\n';
  const start = Buffer.alloc(10);
  start.write('\x93NUMPY\x01\x00', 'latin1');
  start.writeUInt16LE(header.length, 8);
  const data = tensor.data;
  fs.writeFileSync(file, Buffer.concat([start, Buffer.from(header, 'latin1'), Buffer.from(data.buffer, data.byteOffset, data.byteLength)]));
}

async function runSamples(session, folder) {
  fs.mkdirSync(path.join(folder, 'results'), { recursive: true });
  for (const file of fs.readdirSync(path.join(folder, 'samples'))) {
    const results = await session.run({ [session.inputNames[0]]: readNpy(path.join(folder, 'samples', file)) });
    writeNpy(results[session.outputNames[0]], path.join(folder, 'results', file));
  }
}

async function runModel(folder) {
  const session = await ort.InferenceSession.create(path.join(folder, 'model.onnx'),
    { graphOptimizationLevel: 'disabled', intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 });
  if (fs.existsSync(path.join(folder, 'samples'))) return runSamples(session, folder);
  const feeds = {};
  session.inputNames.forEach((name, i) => { feeds[name] = readNpy(path.join(folder, `in_${i}.npy`)); });
  const results = await session.run(feeds);
  session.outputNames.forEach((name, i) => writeNpy(results[name], path.join(folder, `out_${i}.npy`)));
  await session.release();
}

(async () => {
  const root = process.argv[2];
  let failed = 0;
  for (const name of fs.readdirSync(root).sort()) {
    const folder = path.join(root, name);
    if (!fs.existsSync(path.join(folder, 'model.onnx'))) continue;
    try {
      await runModel(folder);
    } catch (error) {
      console.error(`${name}: ${error.message || error}`);
      failed += 1;
    }
  }
  if (failed > 0) throw new Error(`${failed} models do not run in ONNX Runtime`);
})().catch(error => { console.error(String(error.message || error)); process.exit(1); });

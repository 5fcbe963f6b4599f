#pragma once

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/config/build_config.h"
#include "core/pipeline/samples.h"
#include "core/targets/target.h"

namespace lathe {

// Each key says what a stage reads; equal keys mean equal results.
/// `files` is what the model's files hold.
ContentHash importKey(const BuildConfig& config, std::span<const MappedFile> files);
ContentHash optimiseKey(const BuildConfig& config, const ContentHash& import);
Result<ContentHash> calibrateKey(const BuildConfig& config, const Graph& original, const ContentHash& optimise, JobContext& context);
ContentHash quantiseKey(const BuildConfig& config, const ContentHash& calibrate, const Target& target);
ContentHash compileKey(const BuildConfig& config, const ContentHash& quantise, const Target& target);

/// Content hash of every constant: external weights are part of what import reads.
ContentHash constantsKey(const Graph& graph);
/// Content hash of all files of a set, by name. A file that cannot be read is an error, unless bad samples are left out.
Result<ContentHash> samplesKey(const SampleSet& samples, JobContext& context);
/// Hash of what quantization reads of a device: arithmetic, types, operator rules.
ContentHash supportKey(const Target& target);
/// The same with all its figures.
ContentHash targetKey(const Target& target);

} // namespace lathe

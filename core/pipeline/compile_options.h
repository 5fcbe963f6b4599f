#pragma once

#include "core/compiler/compile.h"
#include "core/config/build_config.h"

namespace lathe {

/// What the configuration asks of the compiler. `original`: the trained model, whose inputs the program keeps. The keys of vendors'
/// groups become metadata of the program, with or without effect: those of the tables under their plain names, others behind their group.
CompileOptions compileOptionsOf(const BuildConfig& config, const Graph& original, const Target& target);

/// The device of a build, with the bandwidths that the configuration puts in the place of its own.
Result<Target> targetOf(const BuildConfig& config);

} // namespace lathe

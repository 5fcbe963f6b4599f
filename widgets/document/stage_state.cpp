#include "widgets/document/stage_state.h"

#include <tuple>

namespace lathe {
namespace {

// What each stage reads of the configuration and no stage before it did.
auto readByImport(const BuildConfig& c) {
    return std::tie(c.onnxModel, c.caffeModel, c.prototxt);
}

auto readByOptimise(const BuildConfig& c) {
    return std::tie(c.outputNodes, c.removeNodeTypes, c.removeNodeNames, c.inputs, c.inputBatch, c.separateBatch);
}

auto readByCalibrate(const BuildConfig& c) {
    return std::tie(c.calibrationType, c.maxPercentile, c.imageTransform, c.imageOrder, c.calDataCount, c.sampleSeed, c.skipBadSamples,
                    c.rawType);
}

auto readByQuantise(const BuildConfig& c) {
    return std::tie(c.march, c.nodeInfo, c.quantConfig, c.perChannel, c.optimization, c.vendorGroups);
}

auto readByCompile(const BuildConfig& c) {
    return std::tie(c.compileMode, c.balanceFactor, c.coreNum, c.optimizeLevel, c.maxTimePerFc, c.prefix, c.layerOutDump);
}

auto readByCompare(const BuildConfig& c) {
    return std::tie(c.evalDataCount, c.evalLabelFile, c.evalLabelOffset);
}

} // namespace

std::optional<Stage> firstAffectedStage(const BuildConfig& before, const BuildConfig& after) {
    if (readByImport(before) != readByImport(after)) return Stage::Import;
    if (readByOptimise(before) != readByOptimise(after)) {
        // Another sample folder alone leaves the graph as it is.
        BuildConfig folders = before;
        for (std::size_t i = 0; i < std::min(folders.inputs.size(), after.inputs.size()); ++i)
            folders.inputs[i].calDataDir = after.inputs[i].calDataDir;
        return readByOptimise(folders) == readByOptimise(after) ? Stage::Calibrate : Stage::Optimise;
    }
    if (readByCalibrate(before) != readByCalibrate(after)) return Stage::Calibrate;
    if (readByQuantise(before) != readByQuantise(after)) return Stage::Quantise;
    if (readByCompile(before) != readByCompile(after)) return Stage::Compile;
    if (readByCompare(before) != readByCompare(after)) return Stage::Compare;
    return std::nullopt;
}

void StageStates::invalidateFrom(Stage first) {
    for (std::size_t i = index(first); i < m_states.size(); ++i)
        if (m_states[i].kind != StageState::Kind::Empty) m_states[i] = {StageState::Kind::Stale};
}

void StageStates::begin(Stage stage) {
    m_states[index(stage)] = {StageState::Kind::Running};
}

void StageStates::setProgress(double fraction) {
    for (StageState& state : m_states)
        if (state.kind == StageState::Kind::Running) state.progress = fraction;
}

void StageStates::finish(const StageOutcome& outcome) {
    m_states[index(outcome.stage)] = {StageState::Kind::Done, outcome.fromCache, 1, outcome.seconds};
}

void StageStates::setDone(Stage stage, double seconds) {
    finish({stage, false, seconds});
}

std::optional<Stage> StageStates::running() const {
    for (const Stage stage : kStages)
        if (of(stage).kind == StageState::Kind::Running) return stage;
    return std::nullopt;
}

void StageStates::fail(int problems) {
    for (StageState& state : m_states) {
        if (state.kind != StageState::Kind::Running && state.kind != StageState::Kind::Empty && state.kind != StageState::Kind::Stale)
            continue;
        state = {StageState::Kind::Failed};
        state.problems = problems;
        return;
    }
}

void StageStates::stop() {
    for (StageState& state : m_states)
        if (state.kind == StageState::Kind::Running) state = {StageState::Kind::Stale};
}

} // namespace lathe

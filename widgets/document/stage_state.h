#pragma once

#include "core/pipeline/pipeline.h"

#include <array>
#include <optional>

namespace lathe {

/// What the pipeline bar shows of a stage.
struct StageState {
    enum class Kind { Empty, Stale, Running, Done, Failed } kind = Kind::Empty;
    bool fromCache = false;
    double progress = 0; ///< 0..1 while running
    double seconds = 0;
    int problems = 0;
    bool operator==(const StageState&) const = default;
};

/// The states of all stages, and how edits and builds move them.
class StageStates {
public:
    const StageState& of(Stage stage) const { return m_states[index(stage)]; }
    void clear() { m_states = {}; }
    /// Every stage from `first` on that has a result is stale now.
    void invalidateFrom(Stage first);
    void begin(Stage stage);
    void setProgress(double fraction);
    void finish(const StageOutcome& outcome);
    void setDone(Stage stage, double seconds);
    /// The running stage (the first without a result, where none runs) failed.
    void fail(int problems);
    /// A stopped build: what ran is stale again.
    void stop();
    std::optional<Stage> running() const;

private:
    static std::size_t index(Stage stage) { return static_cast<std::size_t>(stage); }
    std::array<StageState, kStages.size()> m_states;
};

/// The first stage whose input differs between two configurations; nothing when no stage reads what changed.
std::optional<Stage> firstAffectedStage(const BuildConfig& before, const BuildConfig& after);

} // namespace lathe

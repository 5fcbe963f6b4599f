#pragma once

#include "core/base/hash.h"
#include "core/program/program.h"

#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

namespace lathe {

/// What is kept of one tensor that was read.
struct SampleRecord {
    ContentHash content;
    float min = 0, max = 0;
    double mean = 0, deviation = 0;
    bool isWhole = true;                ///< whole numbers only
    double firstMean = 0, lastMean = 0; ///< of the first and last of three channels; 0 for other tensors
};

/// Figures of the samples, noted as they are read: some hundred bytes for each, whatever its size. Any thread.
class SampleRecords {
public:
    SampleRecords(std::size_t samples, std::size_t inputs) : m_inputs(inputs), m_records(samples * inputs), m_hasValue(inputs) {}

    void note(std::int64_t sample, std::size_t input, const Tensor& tensor, const InputSpec& spec);
    /// Nothing for what was not read.
    std::optional<SampleRecord> find(std::int64_t sample, std::size_t input) const;
    /// By channel of that input: whether any sample that was read has anything but 0 there. Empty for inputs without channels.
    std::vector<bool> channelsWithValues(std::size_t input) const;
    std::int64_t samples() const { return static_cast<std::int64_t>(m_records.size() / std::max<std::size_t>(m_inputs, 1)); }

private:
    std::size_t slot(std::int64_t sample, std::size_t input) const { return static_cast<std::size_t>(sample) * m_inputs + input; }

    const std::size_t m_inputs;
    mutable std::mutex m_mutex;
    std::vector<std::optional<SampleRecord>> m_records;
    std::vector<std::vector<bool>> m_hasValue;
};

/// The axis of the channels in the tensor that arrives at that input; nothing where it has none (nv12, vectors).
std::optional<std::size_t> channelAxis(const InputSpec& spec, const Tensor& tensor);

} // namespace lathe

#pragma once

#include "core/base/job_context.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace lathe {

/// A large file under construction beside its final place, which it takes with publish(); destroyed before that, it leaves
/// nothing behind. Every call hears the stop request of the context within a few megabytes.
class OutputFile {
public:
    /// `expectedBytes`, where known, is what progress is a fraction of.
    static Result<OutputFile> create(const std::filesystem::path& path, JobContext& context, std::int64_t expectedBytes = 0);
    OutputFile(OutputFile&& other) noexcept;
    OutputFile& operator=(OutputFile&&) = delete;
    ~OutputFile();

    /// Appends bytes that `owner` keeps alive (nullptr: this call only). What lies in a mapped file is copied from file to
    /// file by the system: none of its pages becomes memory of this process.
    Status append(std::span<const std::byte> bytes, const std::shared_ptr<const void>& owner = nullptr);
    /// Zeros up to `offset`.
    Status fillTo(std::int64_t offset);
    std::int64_t size() const { return m_size; }

    /// After this all of it is on the disk.
    Status flush();
    /// Takes the place of the file at the path. Call flush() first.
    Status publish();

private:
    OutputFile(std::filesystem::path path, int file, JobContext& context, std::int64_t expectedBytes);
    Status appendPlain(std::span<const std::byte> bytes);
    Status appendRegion(int from, std::int64_t offset, std::int64_t size);
    Status copyThroughMemory(int from, std::int64_t offset, std::int64_t size);
    Status writeOut(std::span<const std::byte> bytes);
    Status emptyBuffer();
    Status advance(std::int64_t bytes);

    std::filesystem::path m_path;
    int m_file = -1;
    JobContext* m_context;
    std::int64_t m_expectedBytes;
    std::int64_t m_size = 0;      ///< including what is buffered
    std::int64_t m_written = 0;   ///< in the file
    std::int64_t m_announced = 0; ///< handed to the disk
    std::string m_buffer;
};

} // namespace lathe

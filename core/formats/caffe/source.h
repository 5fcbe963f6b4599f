#pragma once

#include "core/base/job_context.h"
#include "core/formats/caffe/message.h"

#include <filesystem>

namespace lathe::caffe {

/// One of the files being read, and how to say what is wrong with it.
class Source {
public:
    Source(std::filesystem::path file, JobContext& context) : m_file(std::move(file)), m_context(context) {}

    const std::filesystem::path& file() const { return m_file; }
    JobContext& context() const { return m_context; }

    Error error(std::string message, Place place = {}, std::string layer = {}, std::string remedy = {}) const;
    void report(Severity severity, std::string code, std::string message, Place place = {}, std::string layer = {},
                std::string remedy = {}) const;

    /// An error once the document has more fields than kMaxFields.
    Status countField(Document& document, Place place = {}) const;

private:
    std::filesystem::path m_file;
    JobContext& m_context;
};

} // namespace lathe::caffe

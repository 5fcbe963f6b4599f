#pragma once

#include "core/config/problems.h"

namespace lathe {

/// node_info in either spelling; problems (HZ06) are reported.
std::map<std::string, NodeInfo> parseNodeInfo(const YamlValue& value, Problems& problems);
/// As one line of YAML in the dictionary spelling.
std::string nodeInfoText(const std::map<std::string, NodeInfo>& nodes);
std::string nodeInfoText(const NodeInfo& info);
/// As 'name:int16; …'; nothing when that cannot say it.
std::optional<std::string> nodeInfoList(const std::map<std::string, NodeInfo>& nodes);

/// input_source: {input: source}; problems (HZ30) are reported.
std::map<std::string, std::string> parseInputSources(const YamlValue& value, Problems& problems);

} // namespace lathe

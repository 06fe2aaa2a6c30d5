// SPDX-License-Identifier: MIT
#include "engine/usage/request_table.h"

namespace llmproxy::usage {

namespace {

json::Want wantedOf(RequestField field)
{
    switch (field) {
    case RequestField::Text:
    case RequestField::Part:
    case RequestField::PartText:
    case RequestField::Item:
    case RequestField::ItemText:
        return json::Want::Length;
    default:
        return json::Want::Text;
    }
}

} // namespace

json::Paths compile(std::span<const RequestPath> fields)
{
    std::vector<json::Path> paths;
    for (const RequestPath &field : fields)
        paths.push_back({field.path, wantedOf(field.field)});
    return json::Paths(paths);
}

} // namespace llmproxy::usage

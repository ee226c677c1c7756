-- What a user of Neovim does: opens a broken file, sees the diagnostic, applies the code action, and the
-- diagnostic goes away. Arguments by the environment; what happened is written as JSON.
local folder, result = vim.env.TEST_FOLDER, vim.env.TEST_RESULT
local seen = {}

local function diagnostics(buffer)
  local found = {}
  for _, d in ipairs(vim.diagnostic.get(buffer)) do
    table.insert(found, { code = d.code, line = d.lnum, severity = d.severity, message = d.message })
  end
  return found
end

-- Waits until a buffer has so many diagnostics.
local function wait(buffer, count)
  local function there()
    return #vim.diagnostic.get(buffer) == count
  end
  if not vim.wait(60000, there, 20) then
    error(("%d diagnostics wanted: %s"):format(count, vim.inspect(vim.diagnostic.get(buffer))))
  end
  return diagnostics(buffer)
end

local function main()
  vim.o.columns = 160
  -- The settings of the documentation.
  assert(loadstring(vim.env.TEST_SETTINGS))()
  vim.cmd("edit " .. folder .. "/main.tf")
  local caller = vim.api.nvim_get_current_buf()
  vim.cmd("edit " .. folder .. "/network/main.tf")
  local buffer = vim.api.nvim_get_current_buf()
  seen.broken = wait(buffer, 1)
  vim.api.nvim_win_set_cursor(0, { seen.broken[1].line + 1, 22 })
  vim.cmd("redraw!")
  seen.screen = {}
  for row = 1, vim.o.lines do
    local line = {}
    for column = 1, vim.o.columns do
      table.insert(line, vim.fn.screenstring(row, column))
    end
    table.insert(seen.screen, table.concat(line))
  end

  local function ask(method, line, column)
    local params = {
      textDocument = { uri = vim.uri_from_bufnr(buffer) },
      position = { line = line, character = column },
    }
    for _, answer in pairs(assert(vim.lsp.buf_request_sync(buffer, method, params, 60000))) do
      return answer.result
    end
  end
  local line = seen.broken[1].line
  seen.hover = ask("textDocument/hover", line, 4).contents.value
  seen.evidence = ask("textDocument/definition", line, 22)

  -- The first action is chosen as a user would.
  seen.actions = {}
  vim.ui.select = function(items, options, choose)
    for _, item in ipairs(items) do
      table.insert(seen.actions, (options.format_item(item)))
    end
    choose(items[1], 1)
  end
  vim.lsp.buf.code_action()
  seen.mended = wait(buffer, 0)
  seen.text = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n")

  -- It comes back with an edit of the unsaved buffer, and shows with the caller unsaved as well.
  vim.api.nvim_buf_set_lines(buffer, line, line + 1, false, { "  route_table_ids = []" })
  seen.again = wait(buffer, 1)
  vim.api.nvim_buf_set_lines(caller, 0, -1, false, {})
  seen.uncalled = diagnostics(buffer)

  -- A template in the same session.
  vim.cmd("edit " .. folder .. "/template.yaml")
  seen.template = wait(vim.api.nvim_get_current_buf(), 1)
end

local ok, failure = pcall(main)
seen.failure = not ok and failure or nil
local file = assert(io.open(result, "w"))
file:write(vim.fn.json_encode(seen))
file:close()
vim.cmd("qall!")

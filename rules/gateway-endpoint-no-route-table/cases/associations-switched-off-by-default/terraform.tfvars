associate = false
